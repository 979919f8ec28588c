/* SPDX-License-Identifier: MIT */
/*
 * Scheduling on one CPU: fairness of yield, quanta, priorities, preemption. Tests apply to certain
 * policies, and are skipped if the kernel was booted with another one.
 */
#include <kernel/sched/usage.h>
#include <lib/string.h>
#include <tests/kernel/ktest.h>

#define MS      1000000
#define LATE_NS 20000 /* from the end of a quantum to the next thread */

/* Skip the running test, with a reason, unless it applies; true if skipped. `policy` NULL: any. */
static bool left_out(const char *policy)
{
	if (!ktest_is_deterministic())
		ktest_skip("asserts time: one CPU whose time counts instructions");
	else if (policy && strcmp(cpus[0].rq.policy->name, policy) != 0)
		ktest_skip("for another policy");
	else
		return false;
	return true;
}

/* Takes some hundred nanoseconds. A pause instruction would slow emulators down. */
static void spin_briefly(void)
{
	for (int i = 0; i < 200; i++)
		asm volatile("");
}

/* Turns: a thread logs its number each time it gets the CPU. */

#define THREADS 16
#define TURNS   (THREADS * 200)

static uint8_t turns[TURNS];
static unsigned turn_count;

static bool log_turn(uintptr_t number)
{
	if (turn_count == TURNS)
		return false;
	turns[turn_count++] = (uint8_t)number;
	return true;
}

static uintptr_t yield_always(uintptr_t number, uintptr_t unused1, uintptr_t unused2)
{
	while (log_turn(number))
		sched_yield();
	return 0;
}

static uintptr_t never_yield(uintptr_t number, uintptr_t unused1, uintptr_t unused2)
{
	volatile unsigned long *switches = &current_thread()->usage.involuntary;

	preempt_disable();
	while (log_turn(number)) {
		unsigned long now = *switches;

		preempt_enable(); /* between two turns only: the log is not for two at once */
		while (*switches == now)
			spin_briefly();
		preempt_disable();
	}
	preempt_enable();
	return 0;
}

/* No thread waits longer than a round, and the turns of threads [first, end) differ by 1 % at
 * most. */
static void check_turns(unsigned first, unsigned end)
{
	unsigned least = TURNS, most = 0;

	for (unsigned number = first; number < end; number++) {
		unsigned count = 0, last = 0;

		for (unsigned i = 0; i < TURNS; i++) {
			if (turns[i] != number)
				continue;
			EXPECT(i - last <= THREADS);
			last = i;
			count++;
		}
		EXPECT(TURNS - last <= THREADS);
		least = MIN(least, count);
		most = MAX(most, count);
	}
	EXPECT(least > 0 && (most - least) * 100 <= most);
}

static void run_turns(unsigned yielders)
{
	int64_t quantum_ns = sched_quantum_ns;
	struct thread *threads[THREADS];

	sched_quantum_ns = MS / 10;
	turn_count = 0;
	for (uintptr_t i = 0; i < THREADS; i++)
		threads[i] =
			ktest_spawn("turns", i < yielders ? yield_always : never_yield, i, 0, 0);
	for (int i = 0; i < THREADS; i++)
		thread_join(threads[i], NULL);
	sched_quantum_ns = quantum_ns;
	EXPECT_EQ(turn_count, TURNS);
}

static bool by_time(void)
{
	if (cpus[0].rq.policy != &policy_linux)
		return false;
	ktest_skip("gives equal time, not equal turns; see sched_linux_yield_shares");
	return true;
}

KTEST(sched_fair_when_all_yield)
{
	if (left_out(NULL) || by_time())
		return;
	run_turns(THREADS);
	check_turns(0, THREADS);
}

KTEST(sched_fair_when_half_yields)
{
	if (left_out(NULL))
		return;
	if (strcmp(cpus[0].rq.policy->name, "ticks") == 0) {
		ktest_skip("its quanta are long; see sched_ticks_shares");
		return;
	}
	if (by_time())
		return;
	run_turns(THREADS / 2);
	check_turns(0, THREADS / 2);
	check_turns(THREADS / 2, THREADS);
}

/* Shares of CPU time. */

static uint64_t end_ns;

static uintptr_t spin_until_end(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (arch_clock_ns() < end_ns)
		spin_briefly();
	return (uintptr_t)(sched_runtime_ns(current_thread()) / 1000);
}

/* Run three spinning threads with these priorities for `run_ms`; returns their CPU times in us. */
static void share(const unsigned priorities[3], unsigned run_ms, uintptr_t us[3])
{
	struct thread *threads[3];

	end_ns = arch_clock_ns() + (uint64_t)run_ms * MS;
	for (int i = 0; i < 3; i++)
		threads[i] = ktest_spawn_as(&(struct thread_spec){.name = "share",
			.entry = spin_until_end,
			.priority = priorities[i]});
	for (int i = 0; i < 3; i++)
		thread_join(threads[i], &us[i]);
}

static void expect_share(uintptr_t us, unsigned part, unsigned whole, unsigned run_ms)
{
	uintptr_t wanted_us = (uintptr_t)run_ms * 1000 * part / whole;

	if (us < wanted_us - wanted_us / 20 || us > wanted_us + wanted_us / 20)
		ktest_fail(__FILE__, __LINE__, "%lu us of CPU time instead of %lu",
			(unsigned long)us, (unsigned long)wanted_us);
}

KTEST(sched_ticks_shares)
{
	static const unsigned priorities[3] = {31, 8, 16};
	unsigned run_ms = 10 * (31 + 8 + 16);
	uintptr_t us[3];

	if (left_out("ticks"))
		return;
	share(priorities, run_ms, us);
	for (int i = 0; i < 3; i++)
		expect_share(us[i], priorities[i], 31 + 8 + 16, run_ms);
}

KTEST(sched_rr_shares_alike)
{
	static const unsigned priorities[3] = {31, 8, 16};
	uintptr_t us[3];

	if (left_out("rr"))
		return;
	share(priorities, 300, us);
	for (int i = 0; i < 3; i++)
		expect_share(us[i], 1, 3, 300);
}

KTEST(sched_prio_shares_within_a_level)
{
	static const unsigned priorities[3] = {20, 20, 10};
	uintptr_t us[3];

	if (left_out("prio"))
		return;
	share(priorities, 200, us);
	expect_share(us[0], 1, 2, 200);
	expect_share(us[1], 1, 2, 200);
	EXPECT(us[2] < 1000); /* its turn came after all others had ended */
}

/* Strict priority. */

static uintptr_t note_turn(uintptr_t number, uintptr_t unused1, uintptr_t unused2)
{
	return (uintptr_t)log_turn(number);
}

KTEST(sched_prio_highest_first)
{
	static const unsigned priorities[5] = {5, 20, 10, 20, 3};
	static const uint8_t wanted[5] = {1, 3, 2, 0, 4};
	struct thread *threads[5];

	if (left_out("prio"))
		return;
	turn_count = 0;
	for (uintptr_t i = 0; i < 5; i++)
		threads[i] = ktest_spawn_as(&(struct thread_spec){.name = "level",
			.entry = note_turn,
			.args = {i},
			.priority = priorities[i]});
	EXPECT_EQ(turn_count, 0); /* the main thread is above them all */
	for (int i = 0; i < 5; i++)
		thread_join(threads[i], NULL);
	EXPECT_EQ(turn_count, 5);
	EXPECT(memcmp(turns, wanted, 5) == 0);
}

static bool stop;

static uintptr_t spin_until_stop(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (!READ_ONCE(stop))
		spin_briefly();
	return 0;
}

KTEST(sched_prio_wakeup_preempts)
{
	uint64_t start_ns;
	struct thread *t;

	if (left_out("prio"))
		return;
	stop = false;
	t = ktest_spawn("spinner", spin_until_stop, 0, 0, 0);
	for (int i = 0; i < 20; i++) {
		start_ns = arch_clock_ns();
		thread_sleep_ns(300000);
		EXPECT(arch_clock_ns() - start_ns < 300000 + LATE_NS);
	}
	WRITE_ONCE(stop, true);
	thread_join(t, NULL);
}

/* Preemption. */

/* Beside a spinner of its priority, whose quantum is as long as its own. */
static uintptr_t yield_to_spinner(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	uint64_t start_ns, away_ns;
	uint64_t quantum_ns = arch_cycles_to_ns((uint64_t)current_thread()->quantum_cycles);

	sched_yield(); /* the spinner may have used a part of its first quantum */
	for (int i = 0; i < 5; i++) {
		start_ns = arch_clock_ns();
		sched_yield();
		away_ns = arch_clock_ns() - start_ns;
		EXPECT(away_ns >= quantum_ns && away_ns < quantum_ns + LATE_NS);
	}
	return 0;
}

KTEST(sched_spinner_is_preempted)
{
	struct thread *yielder, *spinner;

	if (left_out(NULL))
		return;
	if (cpus[0].rq.policy == &policy_linux) {
		ktest_skip("gives the time back; see sched_linux_slices");
		return;
	}
	stop = false;
	yielder = ktest_spawn("yielder", yield_to_spinner, 0, 0, 0);
	spinner = ktest_spawn("spinner", spin_until_stop, 0, 0, 0);
	thread_join(yielder, NULL);
	WRITE_ONCE(stop, true);
	thread_join(spinner, NULL);
}

static uintptr_t wait_undisturbed(uintptr_t ms, uintptr_t unused1, uintptr_t unused2)
{
	struct thread *self = current_thread();
	unsigned long switches;
	uint64_t until_ns;
	uintptr_t disturbed;

	preempt_disable();
	switches = READ_ONCE(self->usage.involuntary);
	until_ns = arch_clock_ns() + (uint64_t)ms * MS;
	while (arch_clock_ns() < until_ns)
		spin_briefly();
	disturbed = READ_ONCE(self->usage.involuntary) != switches;
	preempt_enable();
	return disturbed << 1 | (READ_ONCE(self->usage.involuntary) != switches);
}

/* With preemption off a thread keeps the CPU; afterwards it is preempted. */
KTEST(sched_preemption_off)
{
	struct thread *a, *b;
	uintptr_t value = 0;

	if (left_out(NULL))
		return;
	stop = false;
	a = ktest_spawn("undisturbed", wait_undisturbed, 50, 0, 0);
	b = ktest_spawn("spinner", spin_until_stop, 0, 0, 0);
	thread_sleep_ns(60 * MS);
	WRITE_ONCE(stop, true);
	EXPECT_EQ(thread_join(a, &value), 0);
	EXPECT_EQ(value, 1);
	thread_join(b, NULL);
}
