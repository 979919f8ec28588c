/* SPDX-License-Identifier: MIT */
/*
 * Clone the state that fork() does not copy, so that a forked process can replace its original. The
 * explorer of schedules starts each of its runs in such a copy.
 */
#pragma once
#include <kernel/sched/thread.h>

/* The current process, which has one thread, becomes a template to be copied: stop its timers.
 * Thread context. */
void process_freeze(void);

/* Give the process of `t` the current process's attributes, times, pending signals and timers. The
 * current process is frozen; `t` is the only thread of a fork of it, which already has its final
 * pid, and has not run yet. 0 or -ENOMEM. Thread context. */
int process_clone_state(struct thread *t);
