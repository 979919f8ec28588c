/* SPDX-License-Identifier: MIT */
/*
 * Store buffers of the explored threads: with a memory (session.settings) other than EXPLORE_SC, a
 * store that is an event may stay invisible to other threads for a while. Functions are called in
 * thread context, by the current, explored thread, unless they say otherwise.
 */
#pragma once
#include <arch/step.h>
#include <arch/trap.h>
#include <kernel/explore/session.h>

/* Start a run: all buffers are empty. 0 or -ENOMEM. Thread context. */
int buffers_begin(void);

/* At an event of the current thread, whose stores are lifted off memory: decide which waiting
 * stores, of all threads, reach memory now. */
void buffers_drain_some(void);

/* Every thread's stores reach memory. */
void buffers_drain_all(void);

/* The current thread's stores are lifted off memory, before another thread may run, and laid over
 * it again. */
void buffer_lift(void);
void buffer_lay(void);

/* The current thread's stores reach memory. */
void buffer_drain(void);

/* The same: `self` blocks in the kernel, though no event came before (it waits for a lock in a page
 * fault). Interrupts off. */
void buffer_leave(const struct thread *self);

/* The same, because the thread makes a call or waits for its stores. That may take long: perhaps
 * other threads run first, an event. */
void buffer_settle(void);

/* The current thread is about to step over `code`, an event, at the frame's pc: perhaps its store
 * is to wait. */
void buffer_event(const struct trapframe *frame, const uint8_t code[STEP_CODE_MAX]);

/* Does the current thread have stores that wait? */
bool buffer_is_watched(void);

/* The step is done, or was cancelled. */
void buffer_stepped(bool done);

/*
 * The current thread continues at the frame's pc, where no breakpoint is. While it has stores that
 * wait, its instructions are stepped one by one, so that each later store waits behind them, and
 * fences are seen. Returns the address at which the next one is to be stepped, 0 if it need not be.
 */
uintptr_t buffer_watch(struct trapframe *frame);
