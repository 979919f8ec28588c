/* SPDX-License-Identifier: MIT */
/*
 * Store buffering with atomic exchanges.
 *
 * x86-TSO allows: 01 10 11
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	locked(x, 1);
	out += D0(load(y));
	return out;
}

THREAD(1)
{
	int out = 0;

	locked(y, 1);
	out += D1(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
