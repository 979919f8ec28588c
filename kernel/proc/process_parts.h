/* SPDX-License-Identifier: MIT */
/*
 * What the files about processes share among themselves.
 */
#pragma once
#include <kernel/proc/process.h>

/* Take a process without threads out of the table and the tree, and free it. Lock:
 * thread_table_lock. */
void process_free_locked(struct process *process);

/* Give the children of `process`, which ends, another parent; hang up groups that are left without
 * anybody to continue them. Lock: thread_table_lock. */
void process_orphan_children_locked(struct process *process);

/* Something happened to a child of `parent`: wake the threads that wait for that. Lock:
 * thread_table_lock. */
void process_child_event_locked(struct process *parent);

/* Give up its descriptors and its place in the tree. May sleep. */
void process_drop_files(struct process *process);
