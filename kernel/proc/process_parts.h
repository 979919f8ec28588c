/* SPDX-License-Identifier: MIT */
/*
 * Shared by the files about processes only.
 */
#pragma once
#include <kernel/proc/process.h>

/* Remove a process without threads and children from the table and the family tree, and free it.
 * Lock: thread_table_lock. */
void process_free_locked(struct process *process);

/* `process` ends: give its children another parent, and hang up stopped groups that this orphans.
 * Lock: thread_table_lock. */
void process_orphan_children_locked(struct process *process);

/* A child of `parent` has changed state, or one of its threads has left: wake its threads that wait
 * for that. Lock: thread_table_lock. */
void process_child_event_locked(struct process *parent);

/* Release its descriptors, root and working directory. Thread context, may sleep. */
void process_drop_files(struct process *process);
