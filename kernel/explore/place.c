/* SPDX-License-Identifier: MIT */
/*
 * The place of a failure. Deeper frames than STACK_MAX words are not searched.
 */
#include <arch/trap.h>
#include <kernel/explore/place.h>
#include <kernel/explore/session.h>
#include <mm/usercopy.h>

#define MIX       0x9e3779b97f4a7c15u /* spreads the bits of a number, as in Fibonacci hashing */
#define STACK_MAX 1024                /* words */
#define PIECE     16                  /* words read at a time, since the stack may end anywhere */

static uintptr_t place_of(const struct trapframe *frame)
{
	uintptr_t words[PIECE], pc = frame_pc(frame);
	uintptr_t sp = ALIGN_DOWN(frame_sp(frame), sizeof(*words));

	if (session_is_own_code(pc))
		return pc;
	if (session_is_own_code(frame_link(frame)))
		return frame_link(frame);
	for (unsigned n = 0; n < STACK_MAX; n += PIECE) {
		if (copy_from_user(words, sp + n * sizeof(*words), sizeof(words)))
			break;
		for (unsigned i = 0; i < PIECE; i++)
			if (session_is_own_code(words[i]))
				return words[i];
	}
	return pc;
}

void place_note_signal(void)
{
	DEBUG_ASSERT(may_sleep());
	if (session.stage == SESSION_RUNNING && !session.run.result.place)
		session.run.result.place = place_of(current_user_frame());
}

void place_note_stuck(void)
{
	uint64_t sum = 0;

	/* A sum, since it does not matter which of several threads waits for which word. */
	for (uint32_t i = 0; i < session.schedule.threads; i++)
		if (session.thread[i])
			sum += ((uint64_t)session.word[i] + 1) * MIX;
	session.run.result.place = sum;
}
