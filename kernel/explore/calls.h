/* SPDX-License-Identifier: MIT */
/*
 * Which system calls are events.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

/* Find the calls in this architecture's table. Once, at boot. */
void calls_init(void);

/* Is the current thread's call one that other threads may notice, or that may wait for them? Then
 * *operation describes it. Thread context. */
bool call_is_event(long number, const unsigned long args[6], struct operation *operation);

/* The address of the futex, if `number` is a futex call with the first argument `arg0`; otherwise
 * 0. */
uintptr_t call_word(long number, unsigned long arg0);

/* The call's name, if it is allowed only before the program's first clone; otherwise NULL. */
const char *call_refused(long number);

/* Has the call, which returned `result`, made args[1] bytes from *start on executable? */
bool call_maps_code(long number, const unsigned long args[3], long result, uintptr_t *start);
