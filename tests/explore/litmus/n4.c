/* SPDX-License-Identifier: MIT */
/*
 * Two stores to one word, each followed by two loads of it.
 *
 * x86-TSO allows: 1111 1121 1122 1222 2222
 */
#include "litmus.h"

THREAD(0)
{
	int out = 0;

	store(x, 1);
	out += D0(load(x));
	out += D1(load(x));
	return out;
}

THREAD(1)
{
	int out = 0;

	store(x, 2);
	out += D2(load(x));
	out += D3(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
