/* SPDX-License-Identifier: MIT */
/*
 * Store buffering: each thread stores to its word and loads the other one.
 *
 * x86-TSO allows: 00 01 10 11
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	store(x, 1);
	out += D0(load(y));
	return out;
}

THREAD(1)
{
	int out = 0;

	store(y, 1);
	out += D1(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
