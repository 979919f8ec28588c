/* SPDX-License-Identifier: MIT */
/*
 * Lives of threads under random schedules: created, started, killed (also before their start),
 * stopped and continued, joined with a deadline; they return or exit, have children, joined and
 * detached ones, and run out of memory. At the end nothing is left, which sim_stop() checks.
 */
#include <kernel/sched/usage.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <string.h>
#include <tests/host/sim.h>
#include <tests/host/sim_memory.h>
#include <uapi/errno.h>

#define THREADS 5
#define ROUNDS  10000

struct life {
	struct thread *thread;
	uintptr_t value; /* its exit value */
	unsigned progress;
	bool killed;
};

static struct life lives[THREADS];
static unsigned orphans; /* detached threads that have not ended */

static uintptr_t short_life(uintptr_t value, uintptr_t arg1, uintptr_t arg2)
{
	SIM_CHECK(arg1 == value + 1 && arg2 == value + 2);
	SIM_CHECK(arch_irqs_enabled() && current_thread()->preempt_count == 0);
	sim_work();
	if (host_random(2))
		thread_exit(value);
	return value;
}

static uintptr_t orphan_life(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	sim_work();
	orphans--;
	return 0;
}

/* A child with three arguments, perhaps started through a crafted frame; its parent joins it. */
static void have_child(void)
{
	uintptr_t value = host_random(1000), result;
	struct thread_spec spec = {.name = "child",
		.entry = short_life,
		.args = {value, value + 1, value + 2},
		.priority = host_random(THREAD_PRIORITIES),
		.flags = host_random(2) ? THREAD_FROM_FRAME : 0};
	struct thread *child = thread_spawn(&spec);
	unsigned killed = 0;

	if (!child)
		return; /* out of memory */
	SIM_CHECK(child->parent_tid == current_thread()->tid);
	/* A killed parent still has to join its child, or the test would lose it. */
	while (thread_join(child, &result) == -EINTR)
		killed |= thread_clear_flag(current_thread(), THREAD_KILLED) & THREAD_KILLED;
	if (killed)
		thread_set_flag(current_thread(), killed);
	SIM_CHECK(result == value);
}

static void have_orphan(void)
{
	struct thread_spec spec = {.name = "orphan",
		.entry = orphan_life,
		.priority = host_random(THREAD_PRIORITIES),
		.flags = THREAD_DETACHED};

	orphans++;
	if (!thread_spawn(&spec))
		orphans--;
}

static uintptr_t live(uintptr_t id, uintptr_t arg1, uintptr_t arg2)
{
	struct life *self = &lives[id];

	for (unsigned i = host_random(10); i > 0; i--) {
		switch (host_random(6)) {
		case 0:
			have_child();
			break;
		case 1:
			have_orphan();
			break;
		case 2:
			thread_sleep_ns(sim_some_ns(5));
			break;
		case 3:
			thread_yield();
			break;
		default:
			sim_work();
		}
		thread_testcancel();
		self->progress++;
	}
	if (host_random(2))
		thread_exit(self->value);
	return self->value;
}

static void stop_and_continue(struct life *life)
{
	unsigned long flags;
	unsigned progress;

	thread_stop(life->thread);
	thread_sleep_ns(sim_some_ns(20));
	progress = life->progress;
	if (READ_ONCE(life->thread->state) == THREAD_STOPPED) {
		thread_sleep_ns(sim_some_ns(20));
		SIM_CHECK(life->progress == progress);
	}
	flags = spin_lock_irqsave(&thread_table_lock);
	thread_continue_locked(life->thread);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

static void meddle(struct life *life)
{
	switch (host_random(8)) {
	case 0:
		life->killed = true;
		thread_kill(life->thread);
		break;
	case 1:
		stop_and_continue(life);
		break;
	case 2:
		thread_sleep_ns(sim_some_ns(10));
		break;
	case 3:
		sched_runtime_ns(life->thread);
		break;
	}
}

static void start(unsigned id)
{
	struct thread_spec spec = {.name = "life",
		.entry = live,
		.args = {id},
		.priority = host_random(THREAD_PRIORITIES)};

	lives[id] = (struct life){.value = 1000 + id, .thread = thread_create(&spec)};
	if (!lives[id].thread)
		return;
	while (host_random(3) == 0) /* while it is NEW */
		meddle(&lives[id]);
	sched_start(lives[id].thread);
}

static void join(struct life *life)
{
	uint64_t deadline_ns = host_now_ns + sim_some_ns(10);
	uintptr_t value;
	int result;

	if (!life->thread)
		return;
	while ((result = thread_join_until(life->thread, &value, deadline_ns)) != 0) {
		SIM_CHECK(result == -ETIMEDOUT && host_now_ns >= deadline_ns);
		deadline_ns = TIME_NEVER;
	}
	SIM_CHECK(value == life->value || (value == THREAD_EXIT_KILLED && life->killed));
}

static void round_of_lives(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);

	orphans = 0;
	sim_start(&options);
	sim_memory_fail_every(host_random(3) ? 0 : 2 + host_random(10));
	for (unsigned i = 0; i < THREADS; i++)
		start(i);
	for (unsigned i = 0; i < 2 * THREADS; i++) {
		struct life *life = &lives[host_random(THREADS)];

		if (life->thread)
			meddle(life);
	}
	for (unsigned i = 0; i < THREADS; i++)
		join(&lives[i]);
	while (orphans)
		thread_sleep_ns(sim_some_ns(50));
	sim_memory_fail_every(0);
	sim_stop();
}

TEST(random_lives_leave_nothing)
{
	sim_rounds(ROUNDS, round_of_lives);
}

/* --- Wrong use -------------------------------------------------------------------------------- */

static void exit_in_atomic_context(void)
{
	preempt_disable();
	thread_exit(0);
}

static void sleep_in_atomic_context(void)
{
	preempt_disable();
	thread_sleep_ns(1);
}

static void main_exits(void)
{
	thread_exit(0);
}

static void start_twice(void)
{
	struct thread *t = sim_spawn("twice", live, 0, 1);

	sched_start(t);
}

static uintptr_t smash(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	*(uintptr_t *)current_thread()->stack = 0;
	thread_yield();
	return 0;
}

static void smashed_canary(void)
{
	thread_join(sim_spawn("smasher", smash, 0, 1), NULL);
}

TEST(wrong_use_is_caught)
{
	sim_expect_failure(exit_in_atomic_context, "preempt_count == 0");
	sim_expect_failure(sleep_in_atomic_context, "preempt_count == 0");
	sim_expect_failure(main_exits, "self != &main_thread");
	sim_expect_failure(start_twice, "!list_is_linked");
	sim_expect_failure(smashed_canary, "stack canary of smasher changed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_lives_leave_nothing),
		cmocka_unit_test(wrong_use_is_caught),
	};

	return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
