/* SPDX-License-Identifier: MIT */
/*
 * Picks.
 */
#include <arch/trap.h>
#include <kernel/explore/pick.h>
#include <kernel/explore/trace.h>

static void note_pick(uint32_t number, enum explore_choice_kind kind, uintptr_t word)
{
	trace_add_stack(number);
	trace_add(&(struct explore_record){
		.kind = EXPLORE_RECORD_PICK,
		.thread = (uint16_t)number,
		.other = EXPLORE_NO_THREAD,
		.detail = (uint16_t)kind,
		.event = session.schedule.events,
		.order = session.schedule.thread[number].picks[kind] - 1,
		.step = session_steps(),
		.pc = frame_pc(current_user_frame()),
		.word = word,
	});
}

static uint32_t pick(uint32_t number, enum explore_choice_kind kind, uint32_t alternatives,
	uint32_t chance)
{
	struct schedule *s = &session.schedule;

	if (session.run.purpose != EXPLORE_TRY)
		return 0;
	if (session.settings.events == EXPLORE_INSN)
		schedule_reach(s, number, session_steps());
	return schedule_pick(s, number, kind, alternatives, chance);
}

uint32_t session_pick(enum explore_choice_kind kind, uint32_t alternatives, uint32_t chance,
	uintptr_t word)
{
	uint32_t number = session_number(current_thread());
	uint32_t value = pick(number, kind, alternatives, chance);

	DEBUG_ASSERT(may_sleep() && session_decides());
	if (value) {
		trace_take_stack(current_thread(), number);
		note_pick(number, kind, word);
	}
	return value;
}

uint32_t session_pick_locked(enum explore_choice_kind kind, uint32_t alternatives, uint32_t chance)
{
	uint32_t number = session_number(current_thread());
	uint32_t value = pick(number, kind, alternatives, chance);

	assert_irqs_off();
	if (value)
		note_pick(number, kind, 0);
	return value;
}

uint32_t session_pick_word(enum explore_choice_kind kind, uint32_t alternatives, uint32_t chance,
	const uintptr_t words[])
{
	uint32_t number = session_number(current_thread()),
		 value = pick(number, kind, alternatives, chance);

	if (value)
		note_pick(number, kind, words[value - 1]);
	return value;
}
