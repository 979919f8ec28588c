/* SPDX-License-Identifier: MIT */
/*
 * A load does not see a later store of its own thread; the last digit is x at the end.
 *
 * x86-TSO allows: 01 02 21
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	out += D0(load(x));
	store(x, 1);
	return out;
}

THREAD(1)
{
	store(x, 2);
	return 0;
}

LITMUS(D1(x), thread_0, thread_1)
