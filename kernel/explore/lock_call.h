/* SPDX-License-Identifier: MIT */
/*
 * Calls of the functions by which threads synchronize (struct explore_call).
 */
#pragma once
#include <arch/trap.h>
#include <kernel/explore/schedule/schedule.h>

/* A run starts: no thread has made such a call. */
void lock_calls_begin(void);

/* The list of functions is new. 0; -EINVAL: it is out of order. */
int lock_calls_check(void);

/* Thread `number`, the current one, is at the entry of such a function, at the frame's pc. Fills in
 * what the call does. False: it is a part of another one, so no event. Thread context. */
bool lock_call_begins(const struct trapframe *frame, uint32_t number, struct operation *operation);

/* Thread `number`, the current one, makes a system call that may be a part of its last call of such
 * a function: add what that touches, since the function then continues. */
void lock_call_touches(const struct trapframe *frame, uint32_t number, struct operation *operation);

/* Is it possible that thread `number` tries again and again to take a lock, so that another one has
 * to run? The second function, with the place of the thread, says whether it does. */
bool lock_call_may_spin(uint32_t number);
bool lock_call_spins(uint32_t number, uintptr_t pc);

/* The result that the function at `pc` may return without having done anything; EXPLORE_NO_RESULT:
 * it must do its work. */
uint64_t lock_call_result(uintptr_t pc);
