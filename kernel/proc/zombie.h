/* SPDX-License-Identifier: MIT */
/*
 * What process.c and wait.c share. Lock: thread_table_lock.
 */
#pragma once
#include <kernel/proc/process.h>

/* Take a process without threads out of the table and the tree, and free it. */
void process_free_locked(struct process *process);

/* process_child_event(), the table locked. */
void process_child_event_locked(struct process *parent);
