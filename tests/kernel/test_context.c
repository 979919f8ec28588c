/* SPDX-License-Identifier: MIT */
/*
 * A thread's general registers, FPU and vector state survive other threads, with a quantum of 100
 * us and more threads than CPUs.
 */
#include <arch/test.h>
#include <tests/kernel/ktest.h>

#define QUANTUM_NS 100000
#define THREADS    6
#define ROUNDS     8
#define LOOPS      100000 /* at least two quanta if an instruction takes a nanosecond */

static uintptr_t check_registers(uintptr_t seed, uintptr_t unused1, uintptr_t unused2)
{
	uintptr_t changed = 0;

	for (unsigned long i = 0; i < ROUNDS; i++)
		changed += (uintptr_t)arch_test_registers(seed * 0x1234567 + i * 0x10101, LOOPS);
	return changed;
}

static uintptr_t check_fpu(uintptr_t seed, uintptr_t unused1, uintptr_t unused2)
{
	uintptr_t changed;

	EXPECT_EQ(arch_thread_add_fpu(&current_thread()->arch), 0);
	changed = (uintptr_t)arch_test_fpu_fresh();
	for (unsigned long i = 0; i < ROUNDS; i++)
		changed += (uintptr_t)arch_test_fpu(seed * 0x1234567 + i, LOOPS);
	return changed;
}

/* Yields while its FPU registers are unused, and never uses general registers for long. */
static uintptr_t check_both(uintptr_t seed, uintptr_t unused1, uintptr_t unused2)
{
	uintptr_t changed = 0;

	EXPECT_EQ(arch_thread_add_fpu(&current_thread()->arch), 0);
	for (unsigned long i = 0; i < ROUNDS; i++) {
		changed += (uintptr_t)arch_test_registers(seed + i, LOOPS / 10);
		sched_yield();
		changed += (uintptr_t)arch_test_fpu(seed + i, LOOPS / 10);
		sched_yield();
	}
	return changed;
}

/* Priority 1 makes the quantum short if it depends on the priority. */
static struct thread *spawn(thread_entry *entry, uintptr_t seed)
{
	return ktest_spawn_as(&(struct thread_spec){.name = "context",
		.entry = entry,
		.args = {seed},
		.priority = 1});
}

/* Run THREADS threads of each kind. Together they switch often, and nothing is lost. */
static void run(thread_entry *const entries[], unsigned kinds)
{
	static struct thread *threads[3 * THREADS];
	int64_t quantum_ns = sched_quantum_ns;
	uint64_t least_ns = (uint64_t)ROUNDS * LOOPS * 2 * kinds * THREADS / 2;
	uint64_t start_ns = arch_clock_ns();
	uint64_t switches = 0, used_quantum_ns = 0;
	uintptr_t changed;

	sched_quantum_ns = QUANTUM_NS;
	for (unsigned i = 0; i < kinds * THREADS; i++)
		threads[i] = spawn(entries[i % kinds], i + 1);
	for (unsigned i = 0; i < kinds * THREADS; i++) {
		while (READ_ONCE(threads[i]->state) != THREAD_DEAD)
			thread_sleep_ns(1000000);
		switches += threads[i]->usage.voluntary + threads[i]->usage.involuntary;
		used_quantum_ns = arch_cycles_to_ns((uint64_t)threads[i]->quantum_cycles);
		thread_join(threads[i], &changed);
		EXPECT_EQ(changed, 0);
	}
	sched_quantum_ns = quantum_ns;
	if (!ktest_is_deterministic())
		return;
	/* Check the test itself: the run was long, and split into pieces of about a quantum. */
	EXPECT(arch_clock_ns() - start_ns > least_ns / 2);
	EXPECT(switches > least_ns / 2 / used_quantum_ns);
}

KTEST(context_registers)
{
	static thread_entry *const entries[] = {check_registers};

	run(entries, 1);
}

KTEST(context_fpu)
{
	static thread_entry *const entries[] = {check_fpu};

	run(entries, 1);
}

KTEST(context_mixed)
{
	static thread_entry *const entries[] = {check_registers, check_fpu, check_both};

	run(entries, 3);
}

static uintptr_t illegal(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	arch_test_illegal_instruction();
	return 0;
}

KTEST(context_illegal_instruction_ends_only_its_thread)
{
	struct thread *t = ktest_spawn_as(&(struct thread_spec){.name = "illegal",
		.entry = illegal,
		.priority = THREAD_PRIORITY_MID,
		.flags = THREAD_ISOLATE_FAULTS});
	uintptr_t value = 0;

	thread_join(t, &value);
	EXPECT_EQ((intptr_t)value, (intptr_t)THREAD_EXIT_FAULTED);
}
