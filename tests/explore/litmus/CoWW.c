/* SPDX-License-Identifier: MIT */
/*
 * Two stores of one thread to one word stay in order; the digit is x at the end.
 *
 * x86-TSO allows: 2
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	store(x, 2);
	return 0;
}

THREAD(1)
{
	store(y, 1);
	return 0;
}

LITMUS(D0(x), thread_0, thread_1)
