/* SPDX-License-Identifier: MIT */
/*
 * Count the program's instructions, and stop it after a number of them: where a policy chooses,
 * when a thread has run for long without an event (it may be waiting for another thread in a loop),
 * and when the run is over its budget.
 *
 * The kernel reads the counter when it enters user mode and when user mode is left. In between it
 * executes a fixed number of its own instructions. That number is calibrated with the first
 * process, before the program starts. A timer set to fire at once shows the number on the trap
 * path. A timer set many instructions ahead shows by how many it fires late or early. Single steps
 * up to a system call show how the system-call path differs from the trap path. From then on both
 * counts and stops are exact.
 */
#include <arch/shot.h>
#include <arch/trap.h>
#include <kernel/explore/access.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/deadline.h>
#include <kernel/explore/hit.h>
#include <kernel/explore/hooks.h>
#include <kernel/explore/lock_call.h>
#include <kernel/explore/session.h>
#include <kernel/explore/steps.h>
#include <kernel/explore/trace.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/time/clock.h>

#define PROBE 1000 /* instructions of the first process */
/* After this many steps without an event, or a quarter more than any thread has needed before the
 * first seed, the thread may be spinning. */
#define SPIN        300000
#define LOCK_SPIN   1000 /* the same since it called a function that takes a spin lock */
#define HOT_SAMPLES 61
#define HOT_STEPS   977 /* between two samples; no likely loop is that long */
#define HOT_MAX     16
#define SHOT_MAX    1000000000

static uint64_t stamp; /* the counter when user mode was last entered */
static bool armed;     /* a shot was set then */
static enum { PROBE_TRAP, PROBE_SHOT, PROBE_CALL, PROBED } probing;
static uint64_t trap_own;    /* the kernel's own instructions around user mode, if a trap ends it */
static uint64_t call_own;    /* the same, if a system call ends it */
static uint32_t shot_offset; /* a shot of n fires after n - shot_offset program instructions */

static struct hot {
	uintptr_t pc;
	uint16_t thread, count;
} hot[HOT_MAX];
static unsigned hot_count, hot_samples;

static void probe(enum explore_cause cause, uint64_t counted)
{
	switch (probing) {
	case PROBE_TRAP:
		if (cause == EXPLORE_BY_TIMER) {
			trap_own = counted;
			probing = PROBE_SHOT;
		}
		break;
	case PROBE_SHOT:
		if (cause == EXPLORE_BY_TIMER && counted > PROBE / 2) {
			shot_offset = (uint32_t)(PROBE + trap_own - counted);
			probing = PROBE_CALL;
		}
		break;
	default: /* the program's only instruction was the call itself */
		if (cause == EXPLORE_BY_CALL) {
			call_own = counted - 1;
			probing = PROBED;
		}
	}
}

void explore_user_enter(uint64_t counter, enum explore_cause cause)
{
	uint64_t counted = counter - stamp, own, steps;

	assert_irqs_off();
	if (armed) /* otherwise it could fire in the kernel and be delivered in user mode */
		arch_timer_set(TIME_NEVER);
	armed = false;
	if (unlikely(probing != PROBED))
		probe(cause, counted);
	if (session.stage == SESSION_NONE || !current_process()->explored)
		return;
	if (session.stage == SESSION_LOADING && !current_process()->executed)
		return; /* the driver's last instructions before the program's first */
	own = cause == EXPLORE_BY_CALL ? call_own : trap_own;
	steps = counted > own ? counted - own : 0;
	session.run.result.steps += steps;
	current_user()->explored_ns += steps;
	WRITE_ONCE(clock_virtual_ns, clock_virtual_ns + steps);
}

/* Is the current process the program, before its first clone? */
static bool is_loading(void)
{
	return session.stage == SESSION_LOADING && current_process()->explored &&
	       current_process()->executed;
}

/* The step of the run at which another thread may be chosen. */
static uint64_t event_stop(void)
{
	uint64_t spin = SPIN;

	if (session.settings.events == EXPLORE_INSN)
		return schedule_stop(&session.schedule);
	if (lock_call_may_spin(session_number(current_thread())))
		spin = LOCK_SPIN;
	else if (session.run.purpose == EXPLORE_TRY)
		spin = MAX(spin,
			MIN(session.quiet_steps + session.quiet_steps / 4, session.run.budget / 2));
	return session.event_steps + spin;
}

static uint64_t budget_stop(void)
{
	return session.hot_steps ? session.hot_steps : session.run.budget;
}

/* The step of the run at which the current thread stops. */
static uint64_t stop_steps(void)
{
	uint64_t stop = MIN(budget_stop(), session.tick_steps);

	if (session.stage == SESSION_LOADING)
		return stop;
	if (session.run.purpose == EXPLORE_PROFILE)
		stop = MIN(stop, profile_stop_steps());
	return MIN(stop, event_stop());
}

/* Instructions until the next shot; 0: none is needed. */
static uint32_t next_shot(void)
{
	uint64_t stop;

	if (unlikely(probing != PROBED))
		return probing == PROBE_TRAP ? 1 : probing == PROBE_SHOT ? PROBE : shot_offset + 1;
	if (!session_decides() && !is_loading())
		return 0;
	stop = stop_steps();
	stop = stop > session_steps() ? stop - session_steps() : 1;
	return (uint32_t)MIN(stop, (uint64_t)SHOT_MAX) + shot_offset;
}

void explore_user_exit(void)
{
	uint32_t instructions = next_shot();

	assert_irqs_off();
	if (instructions) {
		this_cpu()->armed_cycles = TIME_NEVER; /* the shot replaces the scheduler's timer */
		arch_shot(instructions);
	}
	armed = instructions != 0;
	stamp = arch_instret();
}

bool steps_are_exact(void)
{
	return probing == PROBED;
}

bool explore_stop_is_due(void)
{
	const struct user_thread *user = current_user();

	assert_irqs_off();
	if (is_loading())
		return session_steps() >= stop_steps();
	if (!user->explored || step_of(user->explored - 1u)->slot)
		return false;
	return session.stage == SESSION_DRAINING || session_steps() >= stop_steps() ||
	       deadline_pick_is_due();
}

/* --- Over budget --- */

void hot_begin(void)
{
	hot_count = hot_samples = 0;
	session.hot_steps = session.event_steps = 0;
	session.tick_steps = TICK_STEPS;
}

static void note_hot(void)
{
	uintptr_t pc = frame_pc(current_user_frame());
	uint16_t thread = session_decides() ? (uint16_t)session_number(current_thread()) : 0;

	for (unsigned i = 0; i < hot_count; i++) {
		if (hot[i].pc == pc && hot[i].thread == thread) {
			hot[i].count++;
			return;
		}
	}
	if (hot_count < HOT_MAX)
		hot[hot_count++] = (struct hot){pc, thread, 1};
}

/* Record the sampled places, the most frequent first. */
static void report_hot(void)
{
	for (unsigned left = hot_count; left; left--) {
		struct hot *most = hot;

		for (unsigned i = 1; i < hot_count; i++)
			if (hot[i].count > most->count)
				most = &hot[i];
		trace_add(&(struct explore_record){
			.kind = EXPLORE_RECORD_HOT,
			.thread = most->thread,
			.detail = most->count,
			.event = session.schedule.events,
			.step = session_steps(),
			.pc = most->pc,
		});
		most->count = 0;
	}
}

/* The run is over budget: sample where it is; after enough samples, end it as a livelock. */
static void sample_hot(void)
{
	note_hot();
	session.hot_steps = session_steps() + HOT_STEPS;
	if (++hot_samples < HOT_SAMPLES)
		return;
	report_hot();
	if (session.stage == SESSION_LOADING)
		session_end_loading(EXPLORE_LIVELOCK);
	else
		session_end_run(EXPLORE_LIVELOCK);
}

/* The current thread has had no event for long: it may be waiting for another thread. */
static void offer_stop(void)
{
	struct operation operation = {.kind = OPERATION_YIELD, .varies = true};
	uint32_t number = session_number(current_thread());

	if (lock_call_spins(number, frame_pc(current_user_frame())))
		session.quiet_start[number] = current_user()->explored_ns;
	if (session_steps() < event_stop())
		return;
	if (session.settings.events == EXPLORE_INSN)
		operation = (struct operation){.kind = OPERATION_STEP};
	session_offer(&operation);
}

void explore_stop(void)
{
	uint64_t steps = session_steps();

	DEBUG_ASSERT(may_sleep());
	if (steps >= session.tick_steps)
		session_advance(0);
	if (session_decides() && session.run.purpose == EXPLORE_PROFILE)
		profile_stop();
	if (session.stage == SESSION_LOADING) {
		if (steps >= budget_stop())
			sample_hot();
		if (session.stage == SESSION_LOADING)
			return;
	}
	if (!session_decides())
		wait_event(&session.queue, TIME_NEVER,
			session.stage != SESSION_DRAINING); /* until it is killed */
	else if (steps >= budget_stop())
		sample_hot();
	else if (deadline_pick_is_due())
		session_timers_event();
	else if (steps >= event_stop())
		offer_stop();
}
