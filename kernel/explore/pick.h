/* SPDX-License-Identifier: MIT */
/*
 * Picks: what the schedule decides besides which thread runs.
 */
#pragma once
#include <kernel/explore/session.h>

/*
 * The current, explored thread is where something about `word` (0: no word) may go in several ways.
 * Returns one of the `alternatives`, 0 by default, as schedule_pick() does; always 0 in the runs
 * before the first seed. A value that is not the default becomes a record with the thread's place.
 * Thread context, user memory accessible.
 */
uint32_t session_pick(enum explore_choice_kind kind, uint32_t alternatives, uint32_t chance,
	uintptr_t word);

/* The same, about no word, where the runqueue is locked: the record has the stack of the thread's
 * last event. Interrupts off. */
uint32_t session_pick_locked(enum explore_choice_kind kind, uint32_t alternatives, uint32_t chance);

/* The same for an event, of which trace_take_stack() has remembered the stack. Value N is about
 * words[N - 1]. */
uint32_t session_pick_word(enum explore_choice_kind kind, uint32_t alternatives, uint32_t chance,
	const uintptr_t words[]);
