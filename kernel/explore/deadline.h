/* SPDX-License-Identifier: MIT */
/*
 * Deadlines that pass although other threads could run, as if these were delayed: the clock jumps
 * to one. Which and when is the schedule's choice. The jumps of one run, beyond what must pass
 * because all threads wait, add up to at most session.run.late_ms.
 */
#pragma once
#include <kernel/explore/session.h>

/* Start a run. Thread context. */
void deadline_begin(void);

/* Does `t` wait with a deadline to which the clock may jump? It has to advance to `from_ns` anyway.
 * Lock: the runqueue's. */
bool deadline_is_near(const struct thread *t, uint64_t from_ns);

/* The clock jumps to the deadline of thread `number`, which deadline_is_near(). Make it READY,
 * unless it is the current thread. Lock: the runqueue's. */
void deadline_pass(uint32_t number, uint64_t from_ns);

/*
 * The clock may jump to the next timer that is no thread's wait (timerfd, setitimer() and so on),
 * which fires: true. That may happen at each event, and after a thread has blocked, before the next
 * one runs: then it is due. Thread context. The last two in any context.
 */
bool deadline_pick(void);
bool deadline_pick_is_due(void);
void deadline_note_block(void);

/* No thread can run, and the first timer fires at `first_ns`. If the schedule chooses another
 * deadline, it passes now: true. Interrupts off. */
bool deadline_choose(uint64_t first_ns);
