/* SPDX-License-Identifier: MIT */
/*
 * The records of a traced run, in a buffer that the driver reads after the run. A record that does
 * not fit is left out. One CPU, so no locks.
 */
#pragma once
#include <kernel/sched/thread.h>
#include <uapi/explore.h>

/* Start a run: keep records of it if `wanted`, and drop those of the last run. 0 or -ENOMEM. Thread
 * context. */
int trace_begin(bool wanted);

/* Keep the present records for all later runs: what happened before the first one. */
void trace_keep(void);

void trace_add(const struct explore_record *record);

/* Remember the words on top of the stack of `t`, which is thread `number` and runs or waits. Thread
 * context. */
void trace_take_stack(const struct thread *t, uint32_t number);

/* Add a record of the words remembered last for thread `number`, if there are any. */
void trace_add_stack(uint32_t number);

/* Add a record of n bytes that the program has written to its descriptor `fd`. */
void trace_add_output(int fd, const char *bytes, size_t n);

/* All records, in *records; their size in bytes. */
size_t trace_read(const char **records);
