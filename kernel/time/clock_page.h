/* SPDX-License-Identifier: MIT */
/*
 * The page from which programs read the time without a system call: the counter's scale and the
 * offset of the time of day. It is mapped read-only, and only the vDSO's code (kernel/vdso) knows
 * its format. A sequence count guards its words: it is odd while they change, and different
 * afterwards.
 */
#pragma once
#include <lib/base.h>

struct clock_page {
	uint32_t sequence;
	uint32_t usable;  /* 0: read every clock by system call */
	uint64_t base;    /* counter value at nanosecond 0 */
	uint64_t mult;    /* from the counter's scale: <arch/vdso.h> */
	uint64_t wall_ns; /* time of day at nanosecond 0 */
};
