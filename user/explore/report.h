/* SPDX-License-Identifier: MIT */
/*
 * From a run's records and result to lines of JSON (user/protocol.h).
 */
#pragma once
#include <stdbool.h>
#include <uapi/explore.h>

/* Write where the program's files are mapped, by the maps read last (maps.h). */
void report_maps(void);

/*
 * Read the records of the last run, which was traced, from `control` (/dev/explore), and keep them
 * for report_result(). If `all`, also write them and the run's choices.
 */
void report_records(long control, const struct explore_run *run, bool all);

/* Write the outcome. Its details need report_records() of the same run before. */
void report_result(const struct explore_run *run);

/* Write the line of the schedules that were ok, the first of which is that of `seed`. */
void report_passed(uint64_t seed, const struct explore_passed *passed);
