/* SPDX-License-Identifier: MIT */
/*
 * The life of threads: arguments, exit values, join, detach, kill, stop; nothing leaks.
 */
#include <kernel/sync/mutex.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

static uintptr_t sum(uintptr_t a, uintptr_t b, uintptr_t c)
{
	return a * 100 + b * 10 + c;
}

KTEST(thread_arguments_and_value)
{
	uintptr_t value = 0;

	EXPECT_EQ(thread_join(ktest_spawn("sum", sum, 1, 2, 3), &value), 0);
	EXPECT_EQ(value, 123);
}

KTEST(thread_from_frame)
{
	struct thread *t = ktest_spawn_as(&(struct thread_spec){.name = "frame",
		.entry = sum,
		.args = {4, 5, 6},
		.priority = THREAD_PRIORITY_MID,
		.flags = THREAD_FROM_FRAME});
	uintptr_t value = 0;

	EXPECT_EQ(thread_join(t, &value), 0);
	EXPECT_EQ(value, 456);
}

static uintptr_t exit_early(uintptr_t a, uintptr_t b, uintptr_t c)
{
	thread_exit(a + 1);
}

KTEST(thread_explicit_exit)
{
	uintptr_t value = 0;

	EXPECT_EQ(thread_join(ktest_spawn("exit", exit_early, 41, 0, 0), &value), 0);
	EXPECT_EQ(value, 42);
}

static uintptr_t sleep_for_ever(uintptr_t a, uintptr_t b, uintptr_t c)
{
	for (;;)
		thread_sleep_ns(1000000000);
	return 0;
}

static uintptr_t yield_for_ever(uintptr_t a, uintptr_t b, uintptr_t c)
{
	for (;;)
		thread_yield();
	return 0;
}

KTEST(thread_kill_sleeper_and_yielder)
{
	struct thread *sleeper = ktest_spawn("sleeper", sleep_for_ever, 0, 0, 0);
	struct thread *yielder = ktest_spawn("yielder", yield_for_ever, 0, 0, 0);
	uintptr_t value = 0;

	thread_sleep_ns(2000000);
	thread_kill(sleeper);
	thread_kill(yielder);
	EXPECT_EQ(thread_join(sleeper, &value), 0);
	EXPECT_EQ(value, THREAD_EXIT_KILLED);
	EXPECT_EQ(thread_join(yielder, &value), 0);
	EXPECT_EQ(value, THREAD_EXIT_KILLED);
}

static struct semaphore gate;

static uintptr_t wait_at_gate(uintptr_t a, uintptr_t b, uintptr_t c)
{
	return (uintptr_t)(intptr_t)sem_down(&gate);
}

KTEST(thread_kill_waiter_gets_eintr)
{
	struct thread *t;
	uintptr_t value = 0;

	sem_init(&gate, "gate", 0);
	t = ktest_spawn("waiter", wait_at_gate, 0, 0, 0);
	thread_sleep_ns(2000000);
	thread_kill(t);
	EXPECT_EQ(thread_join(t, &value), 0);
	EXPECT_EQ((intptr_t)value, -EINTR);
	EXPECT_EQ(gate.count, 0);
}

KTEST(thread_join_errors)
{
	struct thread *t;

	sem_init(&gate, "gate", 0);
	t = ktest_spawn("waiter", wait_at_gate, 0, 0, 0);
	EXPECT_EQ(thread_join(current_thread(), NULL), -EDEADLK);
	EXPECT_EQ(thread_join_until(t, NULL, arch_clock_ns() + 1000000), -ETIMEDOUT);
	sem_up(&gate);
	EXPECT_EQ(thread_join(t, NULL), 0);
	t = ktest_spawn_as(&(struct thread_spec){.name = "waiter",
		.entry = wait_at_gate,
		.flags = THREAD_DETACHED});
	EXPECT_EQ(thread_join(t, NULL), -EINVAL);
	sem_up(&gate);
}

static unsigned progress;

static uintptr_t count_up(uintptr_t a, uintptr_t b, uintptr_t c)
{
	for (;;) {
		__atomic_fetch_add(&progress, 1, __ATOMIC_RELAXED);
		thread_yield();
	}
	return 0;
}

KTEST(thread_stop_and_continue)
{
	struct thread *t = ktest_spawn("counter", count_up, 0, 0, 0);
	unsigned seen;

	EXPECT_SOON(READ_ONCE(progress) > 10);
	thread_stop(t);
	EXPECT_SOON(READ_ONCE(t->state) == THREAD_STOPPED);
	seen = READ_ONCE(progress);
	thread_sleep_ns(3000000);
	EXPECT_EQ(READ_ONCE(progress), seen);
	ktest_continue(t);
	EXPECT_SOON(READ_ONCE(progress) > seen + 10);
	thread_stop(t);
	thread_kill(t);
	EXPECT_EQ(thread_join(t, NULL), 0);
}

/* The kill may arrive between the check of the flags and the stop. */
KTEST(thread_kill_while_stopping)
{
	for (int i = 0; i < 500; i++) {
		struct thread *t = ktest_spawn("stopping", count_up, 0, 0, 0);

		thread_stop(t);
		for (int spin = 0; spin < i * 10; spin++)
			arch_cpu_relax();
		thread_kill(t);
		EXPECT_EQ(thread_join_until(t, NULL, arch_clock_ns() + 20000000000ull), 0);
	}
}

#define MANY 1000

KTEST(thread_thousand_ten_times)
{
	static struct thread *threads[MANY];

	for (int round = 0; round < 10; round++) {
		uintptr_t value;

		for (uintptr_t i = 0; i < MANY; i++)
			threads[i] = ktest_spawn("many", sum, i, 0, 1);
		for (uintptr_t i = 0; i < MANY; i++) {
			EXPECT_EQ(thread_join(threads[i], &value), 0);
			EXPECT_EQ(value, i * 100 + 1);
		}
	}
}

KTEST(thread_detached_are_reaped)
{
	for (int i = 0; i < 200; i++)
		ktest_spawn_as(&(struct thread_spec){.name = "detached",
			.entry = sum,
			.priority = THREAD_PRIORITY_MID,
			.flags = THREAD_DETACHED});
}
