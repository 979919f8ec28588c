/* SPDX-License-Identifier: MIT */
/*
 * Write to read causality: the second thread passes on what it has read.
 *
 * x86-TSO allows: 000 001 010 011 100 101 111
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	return 0;
}

THREAD(1)
{
	int out = 0;

	out += D0(load(x));
	store(y, 1);
	return out;
}

THREAD(2)
{
	int out = 0;

	out += D1(load(y));
	out += D2(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1, thread_2)
