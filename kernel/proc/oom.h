/* SPDX-License-Identifier: MIT */
/*
 * Out of memory. A system call that needs memory fails with -ENOMEM. A page fault cannot fail, so
 * it kills the largest process.
 */
#pragma once
#include <mm/aspace.h>

struct process;

/* /proc/PID/oom_score_adj ranges from minus this to this: thousandths of all memory that are added
 * to the process's size. A process with the lowest value is never killed. */
#define OOM_ADJUST_MAX 1000

/* The size of a process for this purpose, in pages; -1: it is never killed. Lock:
 * thread_table_lock. */
long oom_pages_locked(const struct process *process);

/* aspace_fault() for `as`, the current process's. When no page is left, kill the largest process
 * other than init, with a message, free its memory, and try again. 0 or -errno; -ENOMEM: the
 * current process is being ended itself. Thread context, may sleep. */
int process_fault(struct aspace *as, uintptr_t addr, enum vm_access access);
