/* SPDX-License-Identifier: MIT */
/*
 * Two stores against a store and a load; the last digit is y at the end.
 *
 * x86-TSO allows: 01 02 11 12
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

	store(y, 2);
	out += D0(load(x));
	return out;
}

LITMUS(D1(y), thread_0, thread_1)
