/* SPDX-License-Identifier: MIT */
/*
 * Independent reads of independent writes.
 *
 * x86-TSO allows: 0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	return 0;
}

THREAD(1)
{
	store(y, 1);
	return 0;
}

THREAD(2)
{
	int out = 0;

	out += D0(load(x));
	out += D1(load(y));
	return out;
}

THREAD(3)
{
	int out = 0;

	out += D2(load(y));
	out += D3(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1, thread_2, thread_3)
