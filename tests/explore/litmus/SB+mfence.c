/* SPDX-License-Identifier: MIT */
/*
 * Store buffering with fences.
 *
 * x86-TSO allows: 01 10 11
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	store(x, 1);
	fence();
	out += D0(load(y));
	return out;
}

THREAD(1)
{
	int out = 0;

	store(y, 1);
	fence();
	out += D1(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
