/* SPDX-License-Identifier: MIT */
/*
 * Two stores each, in opposite orders; the digits are x and y at the end.
 *
 * x86-TSO allows: 12 21 22
 * Weak memory also shows: 11
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	store(y, 2);
	return 0;
}

THREAD(1)
{
	store(y, 1);
	store(x, 2);
	return 0;
}

LITMUS(D0(x) + D1(y), thread_0, thread_1)
