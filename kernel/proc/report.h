/* SPDX-License-Identifier: MIT */
/*
 * The thread table and other reports for people: panic, debug console, demos.
 */
#pragma once
#include <lib/base.h>

/* Print every thread: id, name, process, state, CPU, priority, CPU time, switches, wait channel.
 * Any context that may take thread_table_lock. */
void threads_print(void);

/* Print each CPU's count of interrupts, running thread and ready queue in order. Any context that
 * may take the runqueue locks. */
void runqueues_print(void);

/* Make panics stop the other CPUs and show CPU, thread and thread table; handle IPIs. Boot,
 * once. */
void report_init(void);
