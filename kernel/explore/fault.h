/* SPDX-License-Identifier: MIT */
/*
 * Faults: a real machine may do such things at any time, and this one does when the schedule says
 * so. Each is a pick. A few per schedule are placed at random among the places where they can
 * happen. The runs before the first seed count these places.
 */
#pragma once
#include <kernel/explore/hooks.h>
#include <kernel/explore/session.h>

/* Where a fault can happen. */
enum fault_site {
	SITE_FUTEX,    /* a futex wait that would block */
	SITE_CALL,     /* a library's function that may return without cause */
	SITE_STORE,    /* a store-conditional */
	SITE_BLOCK,    /* a call blocks */
	SITE_TRANSFER, /* bytes through a pipe, a stream socket or a terminal */
	SITE_MEMORY,
	SITE_CLONE,
	SITE_OPEN,
	SITE_FILE,
	SITE_CLOCK,
	SITE_COUNT,
};

/* Start a run. */
void faults_begin(void);

/* A run that policies learn from has ended. */
void faults_learn(void);

/* The current, explored thread is at a place of `site`. 0: no fault; or one of 1 to ways - 1.
 * Thread context. */
uint32_t fault_at(enum fault_site site, uint32_t ways);

/* The current thread, in an interruptible wait, is about to block: is it interrupted? Interrupts
 * off. Lock: the runqueue's. */
bool fault_interrupts(struct thread *self);

/* Did that happen since the thread was last asked? Its call is not restarted then. Thread
 * context. */
bool fault_interrupted(uint32_t number);

/* Once, at boot. */
void fault_calls_init(void);

/* Does system call `number` wait for a signal's handler and for nothing else? */
bool fault_call_is_pause(long number);

/* System call `number` of the current thread begins. 0, or the error it fails with. Thread context,
 * may sleep. */
long fault_of_call(long number, const unsigned long args[6]);

/* The function at `pc` is entered: does it return at once, as a condition wait without cause in
 * which no other thread has taken the mutex? Then `frame` is behind the call. Thread context. */
bool fault_returns_at_once(struct trapframe *frame, uintptr_t pc);
