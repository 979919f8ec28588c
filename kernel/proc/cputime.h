/* SPDX-License-Identifier: MIT */
/*
 * CPU time of processes: exact, since every switch charges its thread. All of it counts as user
 * time.
 */
#pragma once
#include <kernel/proc/process.h>

/* Time of all threads of `process`, those that have ended too. Lock: thread_table_lock. */
uint64_t process_runtime_ns_locked(struct process *process);
uint64_t process_runtime_ns(struct process *process);

/* Times that any thread of the machine was given a CPU. */
uint64_t switches_total(void);

/* `t` leaves its process. Lock: thread_table_lock. */
void cputime_thread_exit_locked(struct process *process, struct thread *t);

/* `parent` has waited for `child`, whose time and whose children's time becomes its children's.
 * Lock: thread_table_lock. */
void cputime_child_waited_locked(struct process *parent, struct process *child);
