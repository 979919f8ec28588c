/* SPDX-License-Identifier: MIT */
/*
 * A thread sees its own store before others do; the last digit is x at the end.
 *
 * x86-TSO allows: 101 102 121 122 222
 * Weak memory also shows: 202
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	store(x, 1);
	out += D0(load(x));
	out += D1(load(y));
	return out;
}

THREAD(1)
{
	store(y, 2);
	store(x, 2);
	return 0;
}

LITMUS(D2(x), thread_0, thread_1)
