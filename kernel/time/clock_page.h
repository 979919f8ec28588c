/* SPDX-License-Identifier: MIT */
/*
 * What a program reads instead of asking the kernel for the time: the counter's scale and the time
 * of day's offset, in a page that it may only read, and that the vDSO's code (kernel/vdso) knows.
 * Words change under a sequence count: odd while they do, and different afterwards.
 */
#pragma once
#include <lib/base.h>

struct clock_page {
	uint32_t sequence;
	uint32_t usable;  /* else every clock is read by system call */
	uint64_t base;    /* counter at nanosecond 0 */
	uint64_t mult;    /* of the counter's scale: <arch/vdso.h> */
	uint64_t wall_ns; /* time of day at nanosecond 0 */
};
