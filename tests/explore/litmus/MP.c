/* SPDX-License-Identifier: MIT */
/*
 * Message passing: the data is x, the flag is y.
 *
 * x86-TSO allows: 00 01 11
 * Weak memory also shows: 10
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	store(y, 1);
	return 0;
}

THREAD(1)
{
	int out = 0;

	out += D0(load(y));
	out += D1(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
