/* SPDX-License-Identifier: MIT */
/*
 * A fork that stands for the process it was made from, as if nothing had been made: it also has
 * what children do not inherit. For the explorer of schedules, whose runs begin so.
 */
#pragma once
#include <kernel/sched/thread.h>

/* The current process, of one thread, is only there to be copied from now on: its timers stand
 * still. Thread context. */
void process_freeze(void);

/* `t`, the only thread of a copy of the current process, which is frozen, gets its times, pending
 * signals and timers. The copy has the number it is to have, and `t` has not run yet. 0 or -ENOMEM.
 * Thread context. */
int process_clone_state(struct thread *t);
