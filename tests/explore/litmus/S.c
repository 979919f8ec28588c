/* SPDX-License-Identifier: MIT */
/*
 * A store after a load of the flag; the last digit is x at the end.
 *
 * x86-TSO allows: 01 02 11
 * Weak memory also shows: 12
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 2);
	store(y, 1);
	return 0;
}

THREAD(1)
{
	int out = 0;

	out += D0(load(y));
	store(x, 1);
	return out;
}

LITMUS(D1(x), thread_0, thread_1)
