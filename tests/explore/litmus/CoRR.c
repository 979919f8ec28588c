/* SPDX-License-Identifier: MIT */
/*
 * Two loads of one word never see an older value the second time.
 *
 * x86-TSO allows: 00 01 02 11 12 22
 */
#include "litmus.h"

THREAD(0)
{
	store(x, 1);
	store(x, 2);
	return 0;
}

THREAD(1)
{
	int out = 0;

	out += D0(load(x));
	out += D1(load(x));
	return out;
}

LITMUS(0, thread_0, thread_1)
