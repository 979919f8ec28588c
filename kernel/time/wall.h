/* SPDX-License-Identifier: MIT */
/*
 * The time of day: the clock since boot and an offset to it, read from the machine's real-time
 * clock at boot and set by clock_settime().
 */
#pragma once
#include <lib/base.h>

struct clock_page;

/* It is `now_ns` since 1970 (UTC). Any context. */
void wall_set_ns(uint64_t now_ns);

/* From now on `page`, which programs can read, has the time of day's offset. Boot, once. */
void wall_publish(struct clock_page *page);

/* Nanoseconds since 1970. Any context. */
uint64_t wall_clock_ns(void);

/* A time of day on clock_ns()'s scale; the past before boot is 0. */
uint64_t wall_to_clock_ns(uint64_t wall_ns);
