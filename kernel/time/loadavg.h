/* SPDX-License-Identifier: MIT */
/*
 * Load averages: the number of threads that run or could run, averaged over about 1, 5 and 15
 * minutes, for getloadavg(3) and /proc/loadavg (proc(5)). The threads are counted every five
 * seconds, but only while there are any: on an idle machine the timer stops until a CPU has work
 * again.
 */
#pragma once
#include <stdint.h>

#define LOADAVG_SHIFT 11 /* averages are fixed-point numbers with this many fraction bits */
#define LOADAVG_ONE   (1u << LOADAVG_SHIFT)

/* Advance `averages` by `times` intervals during which `active` threads were active. All
 * fixed-point. */
void loadavg_decay(uint32_t averages[3], uint32_t active, uint64_t times);

/* Start counting. Once, when programs are about to be started. */
void loadavg_init(void);

/* The averages now. All 0 while schedules are explored. Any context. */
void loadavg_get(uint32_t averages[3]);
