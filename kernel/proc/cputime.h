/* SPDX-License-Identifier: MIT */
/*
 * CPU time of processes, in user mode and in the kernel, and the number of times their threads left
 * a CPU. Both are exact: every entry to and exit from user mode and every switch is counted for its
 * thread.
 */
#pragma once
#include <kernel/proc/process.h>
#include <kernel/sched/usage.h>

#define NS_PER_CLOCK_TICK ((uint64_t)10000000) /* sysconf(_SC_CLK_TCK) is 100 */

/* The usage of all threads of `process`, including those that have ended. Lock for the _locked one:
 * thread_table_lock; the other takes it. */
struct cpu_usage process_usage_locked(struct process *process);
struct cpu_usage process_usage(struct process *process);

/* The same, only the total time, and only that in user mode. */
uint64_t process_runtime_ns_locked(struct process *process);
uint64_t process_runtime_ns(struct process *process);
uint64_t process_user_ns_locked(struct process *process);

/* The number of times that a thread left a CPU, on the whole machine. */
uint64_t switches_total(void);

/* `t`, the current thread, leaves its process: add its usage to the process's. Lock:
 * thread_table_lock. */
void cputime_thread_exit_locked(struct process *process, struct thread *t);

/* `child` has ended: the usage of the child and of the children that it waited for. Lock:
 * thread_table_lock. */
struct cpu_usage cputime_of_child_locked(struct process *child);
