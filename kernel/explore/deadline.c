/* SPDX-License-Identifier: MIT */
/*
 * Deadlines that pass early. Only the thread whose deadline was chosen is woken at once, because
 * the runqueue is locked then. Timers that are due, too, fire when a thread next enters user mode
 * or makes a system call.
 */
#include <arch/trap.h>
#include <kernel/explore/deadline.h>
#include <kernel/explore/pick.h>
#include <kernel/explore/schedule/late.h>
#include <kernel/explore/trace.h>
#include <kernel/sched/sched.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>

#define NS_PER_MS 1000000

static uint64_t left_ns; /* that the clock may still jump */

/* The next timer that is no wait, and how likely it fires at each event. */
static uint64_t timer_ns;
static uint32_t timer_chance;
static bool pick_is_due;

void deadline_begin(void)
{
	left_ns = (uint64_t)session.run.late_ms * NS_PER_MS;
	timer_ns = TIME_NEVER;
	pick_is_due = false;
}

/* How far the clock has to jump, beyond `from_ns`. */
static uint64_t jump_of(const struct thread *t, uint64_t from_ns)
{
	uint64_t now_ns = MAX(clock_ns(), from_ns);

	return t->wake_ns > now_ns ? t->wake_ns - now_ns : 0;
}

bool deadline_is_near(const struct thread *t, uint64_t from_ns)
{
	assert_locked(&this_cpu()->rq.lock);
	return t->wake_ns != TIME_NEVER && session.run.late_ms && jump_of(t, from_ns) <= left_ns;
}

static void note_jump(uint16_t thread, uint64_t jump_ns, uintptr_t pc)
{
	left_ns -= jump_ns;
	schedule_note(&session.schedule, jump_ns);
	trace_add(&(struct explore_record){
		.kind = EXPLORE_RECORD_LATE,
		.thread = thread,
		.other = EXPLORE_NO_THREAD,
		.event = session.schedule.events,
		.step = session_steps(),
		.pc = pc,
		.word = jump_ns,
	});
}

static uint64_t next_timer_ns(void)
{
	unsigned long flags = arch_irq_save();
	uint64_t next_ns = timer_queue_first_other_ns(&timer_queues[0], wait_timer_fire);

	arch_irq_restore(flags);
	return next_ns;
}

bool deadline_pick_is_due(void)
{
	return pick_is_due;
}

void deadline_note_block(void)
{
	pick_is_due = session.run.late_ms && next_timer_ns() != TIME_NEVER;
}

bool deadline_pick(void)
{
	uint64_t next_ns = session.run.late_ms ? next_timer_ns() : TIME_NEVER;
	uint64_t now_ns = clock_ns(), jump_ns = next_ns > now_ns ? next_ns - now_ns : 0;

	pick_is_due = false;
	if (next_ns == TIME_NEVER || jump_ns > left_ns)
		return false;
	if (next_ns != timer_ns) {
		timer_ns = next_ns;
		timer_chance = late_chance(&session.schedule);
	}
	if (!session_pick(EXPLORE_CHOICE_TIMER, 2, timer_chance, 0))
		return false;
	note_jump(EXPLORE_NO_THREAD, jump_ns, 0);
	session_advance(jump_ns);
	return true;
}

void deadline_pass(uint32_t number, uint64_t from_ns)
{
	struct thread *t = session.thread[number];
	uint64_t jump_ns = jump_of(t, from_ns);

	assert_locked(&this_cpu()->rq.lock);
	DEBUG_ASSERT(deadline_is_near(t, from_ns));
	WRITE_ONCE(clock_virtual_ns, MAX(clock_ns(), t->wake_ns));
	session.tick_steps = session_steps();
	trace_add_stack(number);
	note_jump((uint16_t)number, jump_ns, frame_pc(frame_place_user(t->arch.stack_top)));
	if (t != current_thread())
		sched_wake_locked(this_cpu(), t);
}

bool deadline_choose(uint64_t first_ns)
{
	struct schedule *s = &session.schedule;
	struct rawlock *lock = &this_cpu()->rq.lock;
	uint32_t first = SCHEDULE_NOBODY, chosen = SCHEDULE_NOBODY;
	bool any = false;

	assert_irqs_off();
	rawlock_acquire(lock);
	for (uint32_t i = 0; i < s->threads; i++) {
		const struct thread *t = session.thread[i];
		bool near = t && deadline_is_near(t, first_ns);

		any |= near;
		schedule_time(s, i, near);
		if (t && t->wake_ns == first_ns && first == SCHEDULE_NOBODY)
			first = i;
	}
	if (any)
		chosen = schedule_choose_late(s, first);
	if (chosen != SCHEDULE_NOBODY)
		deadline_pass(chosen, first_ns);
	rawlock_release(lock);
	return chosen != SCHEDULE_NOBODY;
}
