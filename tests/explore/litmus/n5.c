/* SPDX-License-Identifier: MIT */
/*
 * Two stores to one word, each followed by a load of it.
 *
 * x86-TSO allows: 11 12 22
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	store(x, 1);
	out += D0(load(x));
	return out;
}

THREAD(1)
{
	int out = 0;

	store(x, 2);
	out += D1(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
