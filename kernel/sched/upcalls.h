/* SPDX-License-Identifier: MIT */
/*
 * Up-calls of the scheduler, timers and wait queues: functions that kernel/sched, kernel/time and
 * kernel/sync call and that kernel/proc provides.
 */
#pragma once
#include <lib/base.h>

struct thread;

/* End the current thread with exit value `value`. Thread context, preemptible, no mutex held. */
NORETURN void thread_exit(uintptr_t value);

/* The ZOMBIE `t` has left its stack for good, on any CPU, and may be freed. Called by the next
 * thread on that CPU. Interrupts off, no lock held. */
void thread_reap(struct thread *t);

/* Start `t`, the current thread, from the trap frame on its stack, through the trap-return path. */
NORETURN void thread_enter_frame(struct thread *t);

/* The current thread has THREAD_KILLED or THREAD_STOPPING set: end it, or stop it here. Thread
 * context, no lock held. */
void thread_cancellation_point(void);

/* The canary below the stack of `t`, the current thread, has changed: end the thread or panic. */
NORETURN void thread_canary_smashed(struct thread *t);
