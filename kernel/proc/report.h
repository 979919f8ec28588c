/* SPDX-License-Identifier: MIT */
/*
 * The thread table and other reports for people: panic, debug console, demos.
 */
#pragma once
#include <lib/base.h>

/* Print every thread: id, name, process, state, CPU, priority, CPU time, switches, what it waits
 * for. Any context that may take the thread table's lock. */
void threads_print(void);

/* Print each CPU's count of interrupts, running thread and ready queue in order. Any context that
 * may take the runqueue locks. */
void runqueues_print(void);

/* Make panics show CPU, thread and thread table, and stop the other CPUs. Boot, once. */
void report_init(void);
