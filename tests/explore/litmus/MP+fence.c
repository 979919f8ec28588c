/* SPDX-License-Identifier: MIT */
/*
 * Message passing with a fence between the stores.
 *
 * x86-TSO allows: 00 01 11
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	fence();
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
