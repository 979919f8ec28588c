/* SPDX-License-Identifier: MIT */
/*
 * What is said of a schedule that has been run: lines of JSON (tools/heddle/lines.h reads them).
 */
#pragma once
#include <explore.h>

/* What the program's files are mapped to, from /proc/PID/maps: addresses mean something outside
 * then. */
void report_maps(long pid);

/* The records of the traced run `run`, which `control` (/dev/explore) still has, then its choices;
 * not `all`: only keep them for report_result(). */
void report_records(long control, const struct explore_run *run, int all);

/* The outcome; after report_records() of the same run with who waits for what. */
void report_result(const struct explore_run *run);
