/* SPDX-License-Identifier: MIT */
/*
 * Load averages: how many threads run or could, averaged over about 1, 5 and 15 minutes, as
 * getloadavg(3) and /proc/loadavg (proc(5)) tell them. Every five seconds the threads are counted,
 * but only while there are any: a machine that idles rests, until one of its CPUs has work again.
 */
#pragma once
#include <stdint.h>

#define LOADAVG_SHIFT 11 /* averages are fixed-point numbers with so many bits behind the point */
#define LOADAVG_ONE   (1u << LOADAVG_SHIFT)

/* `averages` after `times` more intervals with `active` threads each, all fixed-point. */
void loadavg_decay(uint32_t averages[3], uint32_t active, uint64_t times);

/* Begin. Once, when programs are about to be started. */
void loadavg_init(void);

/* The averages now. Any context. All 0 while schedules are explored. */
void loadavg_get(uint32_t averages[3]);
