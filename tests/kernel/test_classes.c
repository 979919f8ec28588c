/* SPDX-License-Identifier: MIT */
/*
 * The classes of sched=linux on one CPU: shares of CPU time by weight, for threads that compute and
 * for threads that only yield; slices; preemption on wake-up.
 */
#include <kernel/sched/usage.h>
#include <tests/kernel/ktest.h>

#define MS      1000000
#define LATE_NS 20000 /* from an event to the thread's first instructions */
#define THREADS 4

static const struct sched_class urgent = {.realtime = REALTIME_PRIORITIES};

static bool left_out(void)
{
	if (!ktest_is_deterministic())
		ktest_skip("asserts time: one CPU whose time counts instructions");
	else if (cpus[0].rq.policy != &policy_linux)
		ktest_skip("for another policy");
	else
		return false;
	return true;
}

static bool stop;

static uintptr_t own_time_us(void)
{
	return (uintptr_t)(sched_runtime_ns(current_thread()) / 1000);
}

static uintptr_t computes(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (!READ_ONCE(stop))
		for (int i = 0; i < 100; i++)
			asm volatile("");
	return own_time_us();
}

/* It runs for periods of all lengths. */
static uintptr_t yields(uintptr_t length, uintptr_t unused1, uintptr_t unused2)
{
	while (!READ_ONCE(stop)) {
		for (uintptr_t i = 0; i < length; i++)
			asm volatile("");
		sched_yield();
	}
	return own_time_us();
}

/* Run threads with these entries and classes for `run_ms`, and return their CPU times in us. */
static void share(unsigned count, thread_entry *const entries[], const struct sched_class classes[],
	unsigned run_ms, uintptr_t us[])
{
	struct thread *threads[THREADS];

	stop = false;
	for (unsigned i = 0; i < count; i++) {
		threads[i] = ktest_spawn("share", entries[i], 100 * i, 0, 0);
		sched_set_class(threads[i], &classes[i]);
	}
	thread_sleep_ns((uint64_t)run_ms * MS);
	WRITE_ONCE(stop, true);
	for (unsigned i = 0; i < count; i++)
		thread_join(threads[i], &us[i]);
}

/* Within two slices. */
static void expect_share(uintptr_t us, unsigned part, unsigned whole, unsigned run_ms)
{
	uintptr_t wanted_us = (uintptr_t)run_ms * 1000 * part / whole;
	uintptr_t most_us = 2 * (uintptr_t)(sched_quantum_ns / 1000);

	if (us + most_us < wanted_us || us > wanted_us + most_us)
		ktest_fail(__FILE__, __LINE__, "%lu us of CPU time instead of %lu",
			(unsigned long)us, (unsigned long)wanted_us);
}

KTEST(sched_linux_shares)
{
	static thread_entry *const entries[] = {computes, computes, computes, computes};
	static const int nice[] = {0, 5, -5, 10};
	struct sched_class classes[THREADS] = {{0}};
	uintptr_t us[THREADS];
	unsigned whole = 0;

	if (left_out())
		return;
	for (int i = 0; i < THREADS; i++) {
		classes[i].weight = (unsigned)(FAIR_NICE_0 + nice[i]);
		whole += fair_weight(classes[i].weight);
	}
	share(THREADS, entries, classes, 400, us);
	for (int i = 0; i < THREADS; i++)
		expect_share(us[i], fair_weight(classes[i].weight), whole, 400);
}

KTEST(sched_linux_yield_shares)
{
	static thread_entry *const entries[] = {computes, yields, yields, computes};
	static const struct sched_class class = {.weight = FAIR_NICE_0};
	const struct sched_class classes[THREADS] = {class, class, class, class};
	uintptr_t us[THREADS];

	if (left_out())
		return;
	share(THREADS, entries, classes, 200, us);
	for (int i = 0; i < THREADS; i++)
		expect_share(us[i], 1, THREADS, 200);
}

KTEST(sched_linux_idle_class)
{
	static thread_entry *const entries[] = {computes, yields};
	static const struct sched_class classes[] = {{.weight = FAIR_NICE_0},
		{.weight = FAIR_IDLE}};
	uintptr_t us[2];

	if (left_out())
		return;
	share(2, entries, classes, 100, us);
	EXPECT(us[1] > 0 && us[1] < 4000); /* a slice is the shortest time that it gets at once */
}

KTEST(sched_linux_realtime_first)
{
	static thread_entry *const entries[] = {computes, yields, computes, computes};
	static const struct sched_class classes[] = {{.weight = 0}, {.realtime = 1},
		{.realtime = 2}, {.weight = FAIR_NICE_0}};
	uintptr_t us[THREADS];

	if (left_out())
		return;
	share(THREADS, entries, classes, 50, us);
	EXPECT(us[0] < 100 && us[1] < 100 && us[3] < 100);
	EXPECT(us[2] > 49000);
}

/* Two threads that compute alternate by slices. */
static uintptr_t longest_away(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	uint64_t last = arch_clock_ns(), longest = 0;

	while (!READ_ONCE(stop)) {
		uint64_t now = arch_clock_ns();

		longest = MAX(longest, now - last);
		last = now;
	}
	return (uintptr_t)longest;
}

KTEST(sched_linux_slices)
{
	static thread_entry *const entries[] = {longest_away, computes};
	static const struct sched_class classes[] = {{.weight = FAIR_NICE_0},
		{.weight = FAIR_NICE_0}};
	uintptr_t result[2];

	if (left_out())
		return;
	share(2, entries, classes, 40, result);
	EXPECT(result[0] >= (uintptr_t)sched_quantum_ns);
	EXPECT(result[0] < (uintptr_t)sched_quantum_ns + LATE_NS);
}

/* Sleeps often and computes little: its waits end at once, or soon. Returns the longest delay. */
static uintptr_t sleeps(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	uint64_t longest = 0;

	while (!READ_ONCE(stop)) {
		uint64_t until = arch_clock_ns() + 700000;

		thread_sleep_until(until);
		longest = MAX(longest, arch_clock_ns() - until);
	}
	return (uintptr_t)longest;
}

static uintptr_t delay_of(struct sched_class sleeper, struct sched_class hog)
{
	static thread_entry *const entries[] = {sleeps, computes, computes};
	const struct sched_class classes[] = {sleeper, hog, hog};
	uintptr_t result[3];

	share(3, entries, classes, 60, result);
	return result[0];
}

KTEST(sched_linux_wakeups)
{
	const struct sched_class normal = {.weight = FAIR_NICE_0}, low = {.weight = FAIR_IDLE};
	const struct sched_class batch = {.weight = FAIR_NICE_0, .batch = true};

	if (left_out())
		return;
	EXPECT(delay_of(urgent, normal) < LATE_NS);
	EXPECT(delay_of(normal, low) < LATE_NS);
	EXPECT(delay_of(normal, normal) < (uintptr_t)sched_quantum_ns);
	EXPECT(delay_of(batch, normal) < 2 * (uintptr_t)sched_quantum_ns);
}

/* A FIFO thread runs until it leaves the CPU, an RR thread for its quantum. */
static unsigned order[8], order_length;

static uintptr_t computes_for(uintptr_t number, uintptr_t ms, uintptr_t unused)
{
	uint64_t end_ns = ms * MS;

	while (sched_runtime_ns(current_thread()) < end_ns)
		;
	order[order_length++ % 8] = (unsigned)number;
	return 0;
}

static void run_two(struct sched_class class)
{
	struct thread *threads[2];

	order_length = 0;
	for (uintptr_t i = 0; i < 2; i++) {
		threads[i] = ktest_spawn("turns", computes_for, i, i ? 5 : 30, 0);
		sched_set_class(threads[i], &class);
	}
	for (int i = 0; i < 2; i++)
		thread_join(threads[i], NULL);
	EXPECT_EQ(order_length, 2);
}

KTEST(sched_linux_fifo_and_rr)
{
	if (left_out())
		return;
	run_two((struct sched_class){.realtime = 10});
	EXPECT_EQ(order[0], 0);
	run_two((struct sched_class){.realtime = 10, .quantum_ns = 10 * MS});
	EXPECT_EQ(order[0], 1);
}
