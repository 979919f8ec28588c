/* SPDX-License-Identifier: MIT */
/*
 * The bare switch, and preemption: the cost of the machine below the scheduler, and the time from a
 * timer interrupt to another thread.
 */
#include <arch/mmu.h>
#include <arch/switch.h>
#include <arch/test.h>
#include <arch/time.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/mutex.h>
#include <mm/kstack.h>
#include <mm/mm.h>
#include <mm/page.h>
#include <tests/kernel/bench.h>

#define ROUNDS 1000
#define TIMES_10(statement) \
	do {                \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
		statement;  \
	} while (0)

/* A context that only switches back. The scheduler does not know it as a thread. */
static struct thread other;
static struct arch_thread *home;

static NORETURN void switch_back(void)
{
	for (;;)
		TIMES_10(arch_switch(&other.arch, home));
}

static NORETURN void switch_back_bare(void)
{
	for (;;)
		TIMES_10(arch_switch_stack_only(&other.arch, home));
}

static void prepare_other(void (*entry)(void))
{
	home = &current_thread()->arch;
	other = (struct thread){.arch.aspace = home->aspace,
		.arch.stack_top = other.arch.stack_top};
	if (!other.arch.stack_top) {
		char *stack = kstack_alloc();

		if (!stack)
			panic("no memory for a bench stack");
		other.arch.stack_top = stack + KSTACK_SIZE;
	}
	arch_thread_init(&other.arch, entry);
}

/* A switch costs the same in both directions; the unrolled loops around them cost nothing. */
BENCH(switch_bare)
{
	unsigned long flags = arch_irq_save();
	uint64_t start;

	prepare_other(switch_back_bare);
	arch_switch_stack_only(home, &other.arch);
	start = arch_instret();
	for (int i = 0; i < ROUNDS; i++)
		TIMES_10(arch_switch_stack_only(home, &other.arch));
	bench_report("bare switch (stack and registers)", (arch_instret() - start) / (20 * ROUNDS),
		0);
	arch_irq_restore(flags);
}

BENCH(switch_arch)
{
	unsigned long flags = arch_irq_save();
	uint64_t start;

	prepare_other(switch_back);
	arch_switch(home, &other.arch);
	start = arch_instret();
	for (int i = 0; i < ROUNDS; i++)
		TIMES_10(arch_switch(home, &other.arch));
	bench_report("arch_switch", (arch_instret() - start) / (20 * ROUNDS), 0);
	arch_irq_restore(flags);
}

/*
 * Two threads, 0 and 1, that never give up the CPU. Each notes when it last ran. A thread that
 * finds that the other ran last has just been switched to. The time since then covers the way from
 * the interrupted loop through the trap entry to its own first instructions, plus up to one round
 * of the loop at both ends.
 */
static struct {
	uint64_t last[2];
	uint64_t most;
	uintptr_t who;
	unsigned count;
} spin;

static uintptr_t spinner(uintptr_t me, uintptr_t switches, uintptr_t unused)
{
	while (READ_ONCE(spin.count) < switches) {
		/* Check the count again: if the other has ended meanwhile, this was no
		 * preemption. */
		if (READ_ONCE(spin.who) != me && READ_ONCE(spin.count) < switches) {
			uint64_t passed = arch_instret() - READ_ONCE(spin.last[!me]);

			WRITE_ONCE(spin.who, me);
			WRITE_ONCE(spin.most, MAX(READ_ONCE(spin.most), passed));
			WRITE_ONCE(spin.count, spin.count + 1);
		}
		WRITE_ONCE(spin.last[me], arch_instret());
	}
	return 0;
}

BENCH(preemption)
{
	int64_t quantum_ns = sched_quantum_ns;
	struct thread *a, *b;

	sched_quantum_ns = 100000;
	a = bench_spawn(spinner, 0, 100);
	b = bench_spawn(spinner, 1, 100);
	sched_quantum_ns = quantum_ns;
	thread_join(a, NULL);
	thread_join(b, NULL);
	bench_report("timer interrupt to another thread", spin.most, 500);
}

#define MANY 1000

static struct semaphore never;

static uintptr_t blocks(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	return (uintptr_t)sem_down(&never);
}

BENCH(memory)
{
	static struct thread *threads[MANY];
	size_t pages;

	sem_init(&never, "never", 0);
	mm_trim();
	pages = page_free_count();
	for (int i = 0; i < MANY; i++)
		threads[i] = bench_spawn(blocks, 0, 0);
	sched_yield();
	bench_report("bytes of a blocked thread", (pages - page_free_count()) * PAGE_SIZE / MANY,
		9 * 1024);
	for (int i = 0; i < MANY; i++)
		sem_up(&never);
	for (int i = 0; i < MANY; i++)
		thread_join(threads[i], NULL);
}
