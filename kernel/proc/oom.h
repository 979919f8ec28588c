/* SPDX-License-Identifier: MIT */
/*
 * When memory is gone: requests are refused (-ENOMEM) as long as there is somebody to refuse them
 * to; a page fault cannot be refused, and so the largest process pays for it.
 */
#pragma once
#include <mm/aspace.h>

struct process;

/* /proc/PID/oom_score_adj: thousandths of all memory to count a process larger, or smaller; the
 * least value is never killed. */
#define OOM_ADJUST_MAX 1000

/* How large a process counts, in pages; -1: it is never killed. Lock: thread_table_lock. */
long oom_pages_locked(const struct process *process);

/* aspace_fault() of the current process. When no page is left, the largest process other than init
 * is killed, with a message, its memory given up, and the fault tried again. 0 or -errno; -ENOMEM:
 * the current process is being ended itself. Thread context, IRQs on. */
int process_fault(struct aspace *as, uintptr_t addr, enum vm_access access);
