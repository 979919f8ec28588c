/* SPDX-License-Identifier: MIT */
/*
 * Load buffering: each thread loads before it stores.
 *
 * x86-TSO allows: 00 01 10
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	out += D0(load(x));
	store(y, 1);
	return out;
}

THREAD(1)
{
	int out = 0;

	out += D1(load(y));
	store(x, 1);
	return out;
}

LITMUS(0, thread_0, thread_1)
