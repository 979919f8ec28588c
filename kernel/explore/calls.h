/* SPDX-License-Identifier: MIT */
/*
 * Which system calls are events.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

/* Look the calls up in this architecture's table. Once. */
void calls_init(void);

/* Is the call that the current thread is about to make one that other threads may notice, or that
 * may wait for them? Then *operation says how. Thread context. */
bool call_is_event(long number, const unsigned long args[6], struct operation *operation);

/* The word that such a call waits for, by its first argument; 0: it is none of those. */
uintptr_t call_word(long number, unsigned long arg0);

/* The call's name, if it may only be made before the first thread is started; NULL. */
const char *call_refused(long number);

/* Has the call, with its `result`, made memory executable? Then args[1] bytes from *start on. */
bool call_maps_code(long number, const unsigned long args[3], long result, uintptr_t *start);
