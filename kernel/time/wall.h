/* SPDX-License-Identifier: MIT */
/*
 * The time of day: the clock since boot plus an offset. The offset is read from the machine's
 * real-time clock at boot, and set by clock_settime().
 */
#pragma once
#include <lib/base.h>

struct clock_page;

/* Set the time of day to `now_ns` since 1970 (UTC). Any context. */
void wall_set_ns(uint64_t now_ns);

/* Write the offset of the time of day to `page`, which programs can read, now and at each change.
 * Once, at boot. */
void wall_publish(struct clock_page *page);

/* Nanoseconds since 1970 (UTC). Any context. */
uint64_t wall_clock_ns(void);

/* Convert a time of day to clock_ns()'s scale. Times before boot become 0. */
uint64_t wall_to_clock_ns(uint64_t wall_ns);
