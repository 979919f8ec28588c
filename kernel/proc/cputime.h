/* SPDX-License-Identifier: MIT */
/*
 * CPU time of processes, in user mode and in the kernel, and how often they left a CPU: exact,
 * since every way into user mode and out of it and every switch counts for its thread.
 */
#pragma once
#include <kernel/proc/process.h>
#include <kernel/sched/usage.h>

#define NS_PER_CLOCK_TICK ((uint64_t)10000000) /* sysconf(_SC_CLK_TCK) is 100 */

/* What all threads of `process` have used, those that have ended too. Lock: thread_table_lock. */
struct cpu_usage process_usage_locked(struct process *process);
struct cpu_usage process_usage(struct process *process);

/* Only the times. Lock: thread_table_lock. */
uint64_t process_runtime_ns_locked(struct process *process);
uint64_t process_runtime_ns(struct process *process);
uint64_t process_user_ns_locked(struct process *process);

/* Times that any thread of the machine left a CPU. */
uint64_t switches_total(void);

/* `t`, the current thread, leaves its process. Lock: thread_table_lock. */
void cputime_thread_exit_locked(struct process *process, struct thread *t);

/* `child` has ended: what it and the children it waited for have used. Lock: thread_table_lock. */
struct cpu_usage cputime_of_child_locked(struct process *child);
