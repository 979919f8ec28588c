/* SPDX-License-Identifier: MIT */
/*
 * Timers, sleeps and the clock, and no needless interrupts. The lateness of timers is asserted only
 * where time counts instructions.
 */
#include <kernel/sync/mutex.h>
#include <lib/random.h>
#include <tests/kernel/ktest.h>

#define MS      1000000
#define LATE_NS 20000 /* the longest delay of a sleep */
#define TIMERS  100

struct record {
	struct timer timer;
	uint64_t fired_ns;
	unsigned place; /* its place in the order of expiry, from 1 */
};

static struct record records[TIMERS];
static unsigned fired;

static void note(struct timer *timer)
{
	struct record *record = container_of(timer, struct record, timer);

	EXPECT(!arch_irqs_enabled());
	EXPECT(record->place == 0);
	record->fired_ns = arch_clock_ns();
	record->place = __atomic_add_fetch(&fired, 1, __ATOMIC_RELEASE);
}

/* Start all TIMERS records on this CPU's queue, at random times between 5 and 15 ms from now. */
static void start_all(void)
{
	uint64_t start_ns = arch_clock_ns() + 5 * MS;
	unsigned long flags = arch_irq_save();
	struct prng prng;

	prng_seed(&prng, 1);
	fired = 0;
	for (int i = 0; i < TIMERS; i++) {
		records[i] = (struct record){0};
		timer_init(&records[i].timer, note);
		timer_start(&records[i].timer, start_ns + prng_below(&prng, 10 * MS));
	}
	arch_irq_restore(flags);
}

/* The clock of a machine that runs for decades: no multiplication overflows. */
KTEST(clock_for_decades)
{
	const uint64_t day_ns = 86400000ull * MS;
	uint64_t year_cycles = 365 * arch_ns_to_cycles(day_ns), before_ns = 0;

	for (unsigned years = 1; years <= 50; years++) {
		uint64_t ns = arch_cycles_to_ns(years * year_cycles);

		EXPECT(ns - before_ns > 364 * day_ns && ns - before_ns < 366 * day_ns);
		before_ns = ns;
	}
}

KTEST(timer_order)
{
	start_all();
	EXPECT_SOON(__atomic_load_n(&fired, __ATOMIC_ACQUIRE) == TIMERS);
	for (int i = 0; i < TIMERS; i++) {
		EXPECT(records[i].fired_ns >= records[i].timer.deadline_ns);
		for (int j = 0; j < TIMERS; j++)
			EXPECT(records[i].timer.deadline_ns >= records[j].timer.deadline_ns ||
				records[i].place < records[j].place);
		if (ktest_is_deterministic())
			EXPECT(records[i].fired_ns - records[i].timer.deadline_ns < LATE_NS);
	}
}

KTEST(timer_cancelled_do_not_fire)
{
	unsigned cancelled = 0;

	start_all();
	for (int i = 0; i < TIMERS; i += 2)
		cancelled += timer_cancel(&records[i].timer);
	EXPECT_SOON(__atomic_load_n(&fired, __ATOMIC_ACQUIRE) == TIMERS - cancelled);
	thread_sleep_ns(15 * MS);
	EXPECT_EQ(fired, TIMERS - cancelled);
	for (int i = 0; i < TIMERS; i++)
		EXPECT(!timer_cancel(&records[i].timer));
	if (ktest_is_deterministic())
		EXPECT_EQ(cancelled, TIMERS / 2);
}

static struct timer repeating;
static unsigned repeats;

static void repeat(struct timer *timer)
{
	if (++repeats < 10)
		timer_start(timer, arch_clock_ns() + 100000);
}

KTEST(timer_starts_itself_again)
{
	unsigned long flags = arch_irq_save();

	repeats = 0;
	timer_init(&repeating, repeat);
	timer_start(&repeating, arch_clock_ns());
	arch_irq_restore(flags);
	EXPECT_SOON(READ_ONCE(repeats) == 10);
}

/* A timer fires again and again while another thread, perhaps on another CPU, cancels it. After
 * timer_cancel() has returned, the timer's function does not run. */
static bool running;

static void run_a_while(struct timer *timer)
{
	WRITE_ONCE(running, true);
	for (int i = 0; i < 1000; i++)
		asm volatile("");
	WRITE_ONCE(running, false);
}

static uintptr_t cancel_often(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	struct timer timer;

	for (int i = 0; i < 500; i++) {
		unsigned long flags = arch_irq_save();

		timer_init(&timer, run_a_while);
		timer_start(&timer, arch_clock_ns() + (uint64_t)(i % 50) * 100);
		arch_irq_restore(flags);
		sched_yield();
		timer_cancel(&timer);
		EXPECT(!READ_ONCE(running));
	}
	return 0;
}

KTEST(timer_cancel_waits_for_its_function)
{
	thread_join(ktest_spawn("canceller", cancel_often, 0, 0, 0), NULL);
}

KTEST(timer_sleep_accuracy)
{
	struct prng prng;

	prng_seed(&prng, 2);
	for (int i = 0; i < 50; i++) {
		uint64_t wanted_ns = prng_below(&prng, i < 25 ? 100000 : 5 * MS);
		uint64_t start_ns = arch_clock_ns();
		uint64_t slept_ns;

		EXPECT_EQ(thread_sleep_ns(wanted_ns), 0);
		slept_ns = arch_clock_ns() - start_ns;
		EXPECT(slept_ns >= wanted_ns);
		if (ktest_is_deterministic() && slept_ns >= wanted_ns + LATE_NS)
			ktest_fail(__FILE__, __LINE__, "slept %llu ns instead of %llu",
				(unsigned long long)slept_ns, (unsigned long long)wanted_ns);
	}
	if (!ktest_is_deterministic())
		ktest_skip("accuracy: time does not count instructions");
}

static unsigned awake;

static uintptr_t sleep_and_say(uintptr_t until_ms, uintptr_t base_ns, uintptr_t unused)
{
	thread_sleep_until((uint64_t)base_ns * 1000 + (uint64_t)until_ms * MS);
	return __atomic_add_fetch(&awake, 1, __ATOMIC_RELAXED);
}

KTEST(timer_sleepers_wake_in_order)
{
	uintptr_t base_us = (uintptr_t)(arch_clock_ns() / 1000);
	struct thread *s50 = ktest_spawn("sleeper", sleep_and_say, 50, base_us, 0);
	struct thread *s10 = ktest_spawn("sleeper", sleep_and_say, 10, base_us, 0);
	struct thread *s20 = ktest_spawn("sleeper", sleep_and_say, 20, base_us, 0);
	uintptr_t first = 0, second = 0, third = 0;

	awake = 0;
	EXPECT_EQ(thread_join(s10, &first), 0);
	EXPECT_EQ(thread_join(s20, &second), 0);
	EXPECT_EQ(thread_join(s50, &third), 0);
	EXPECT(arch_clock_ns() >= (uint64_t)base_us * 1000 + 50 * MS);
	if (!ktest_is_deterministic())
		return; /* if the host pauses for 10 ms, they all wake at once */
	EXPECT_EQ(first, 1);
	EXPECT_EQ(second, 2);
	EXPECT_EQ(third, 3);
}

/* The clock never runs backwards, not even from one CPU to the next. */
static struct semaphore clock_turn = SEMAPHORE_INIT(clock_turn, "clock", 1);
static uint64_t last_ns; /* the CPU whose turn it is */

static uintptr_t read_clock(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	for (int i = 0; i < 200; i++) {
		uint64_t now_ns;

		sem_down(&clock_turn);
		now_ns = arch_clock_ns();
		EXPECT(now_ns >= last_ns);
		last_ns = now_ns;
		sem_up(&clock_turn);
	}
	return 0;
}

KTEST(timer_clock_is_monotonic)
{
	struct thread *threads[CPU_MAX];
	unsigned count = cpu_count;

	for (unsigned i = 0; i < count; i++)
		threads[i] = ktest_spawn("clock", read_clock, 0, 0, 0);
	for (unsigned i = 0; i < count; i++)
		thread_join(threads[i], NULL);
}

static unsigned long all_interrupts(void)
{
	unsigned long count = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		count += READ_ONCE(cpus[i].irqs);
	return count;
}

/* Tickless: an idle machine gets no interrupt but the one that ends the sleep. A timer with a short
 * counter may need some in between, at most 20 a second. */
KTEST(timer_idle_takes_no_ticks)
{
	unsigned long before;

	thread_sleep_ns(20 * MS); /* let pending ones expire */
	before = all_interrupts();
	thread_sleep_ns(200 * MS);
	EXPECT(all_interrupts() - before >= 1);
	EXPECT(all_interrupts() - before <= 5);
}

KTEST(timer_lone_thread_takes_no_ticks)
{
	unsigned long before;
	uint64_t end_ns;

	thread_sleep_ns(20 * MS);
	before = all_interrupts();
	end_ns = arch_clock_ns() + 100 * MS;
	while (arch_clock_ns() < end_ns)
		;
	EXPECT(all_interrupts() - before <= 2);
}
