/* SPDX-License-Identifier: MIT */
/*
 * Deadlines that pass early. On a real machine other threads may be delayed for any time, so a
 * deadline may pass at any event. When a thread begins to wait with a deadline, a draw decides
 * whether and at which later event that happens. The draws have a random stream of their own, so
 * that programs without deadlines have the same schedules with and without them.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

/* Start a schedule. */
void late_begin(struct schedule *s, uint64_t seed);

/* The timed thread whose deadline is to pass at this event; SCHEDULE_NOBODY: none. */
uint32_t late_thread(const struct schedule *s);

/* No thread is enabled: the timed thread whose deadline is to pass first, now or later;
 * SCHEDULE_NOBODY: none. */
uint32_t late_first(const struct schedule *s);

/* The event at which late_thread() will return a thread; SCHEDULE_NEVER: none. */
uint32_t late_stop(const struct schedule *s);

/* How likely it is at each event, of SCHEDULE_CERTAIN, that a new timer fires early. */
uint32_t late_chance(struct schedule *s);

/* The deadline of the timed thread passes: it is enabled. */
void late_wake(struct schedule *s, uint32_t thread);
