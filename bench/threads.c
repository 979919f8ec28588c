/* SPDX-License-Identifier: MIT */
/*
 * The cost of threads in guest instructions: switches, semaphores, creation and exit, preemption,
 * memory.
 */
#include <arch/test.h>
#include <arch/time.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/mutex.h>
#include <tests/kernel/bench.h>

#define ROUNDS 1000

void bench_report(const char *name, uint64_t value, uint64_t limit)
{
	printk("bench %s %llu limit %llu\n", name, (unsigned long long)value,
		(unsigned long long)limit);
}

struct thread *bench_spawn(thread_entry *entry, uintptr_t arg0, uintptr_t arg1)
{
	struct thread *t = thread_spawn(&(struct thread_spec){
		.name = "bench",
		.entry = entry,
		.args = {arg0, arg1},
		.priority = THREAD_PRIORITIES - 1,
	});

	if (!t)
		panic("no memory for a bench thread");
	return t;
}

static bool stop;

static uintptr_t yielder(uintptr_t rounds, uintptr_t arg1, uintptr_t arg2)
{
	uint64_t start;

	for (int i = 0; i < 10; i++)
		sched_yield();
	start = arch_instret();
	for (uintptr_t i = 0; i < rounds; i++)
		sched_yield();
	return (uintptr_t)(arch_instret() - start);
}

/* Two threads in lockstep: each round of one thread makes two switches. */
BENCH(yield_switch)
{
	struct thread *a = bench_spawn(yielder, ROUNDS, 0),
		      *b = bench_spawn(yielder, ROUNDS + 100, 0);
	uintptr_t cost;

	thread_join(a, &cost);
	thread_join(b, NULL);
	bench_report("yield switch", cost / (2 * ROUNDS), 120);
}

static uintptr_t yield_until_stopped(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	while (!READ_ONCE(stop))
		sched_yield();
	return 0;
}

#define MANY 10000

BENCH(yield_switch_many)
{
	static struct thread *threads[MANY];
	uintptr_t cost;

	stop = false;
	for (int i = 0; i < MANY; i++)
		threads[i] = bench_spawn(yield_until_stopped, 0, 0);
	thread_join(bench_spawn(yielder, 4, 0), &cost);
	stop = true;
	for (int i = 0; i < MANY; i++)
		thread_join(threads[i], NULL);
	bench_report("yield switch, 10000 ready", cost / (4 * (MANY + 1)), 132);
}

static struct semaphore ping, pong;

static uintptr_t ponger(uintptr_t rounds, uintptr_t arg1, uintptr_t arg2)
{
	for (uintptr_t i = 0; i < rounds; i++) {
		sem_down(&ping);
		sem_up(&pong);
	}
	return 0;
}

BENCH(semaphore)
{
	struct thread *t;
	uint64_t start;

	sem_init(&ping, "ping", 0);
	sem_init(&pong, "pong", 0);
	t = bench_spawn(ponger, ROUNDS + 1, 0);
	sem_up(&ping);
	sem_down(&pong);
	start = arch_instret();
	for (int i = 0; i < ROUNDS; i++) {
		sem_up(&ping);
		sem_down(&pong);
	}
	bench_report("semaphore round trip", (arch_instret() - start) / ROUNDS, 500);
	thread_join(t, NULL);
}

static uintptr_t nothing(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	return arg0;
}

BENCH(life)
{
	uint64_t start;

	for (int i = 0; i < 10; i++)
		thread_join(bench_spawn(nothing, 0, 0), NULL);
	start = arch_instret();
	for (int i = 0; i < ROUNDS; i++)
		thread_join(bench_spawn(nothing, 0, 0), NULL);
	bench_report("create + run + exit + join", (arch_instret() - start) / ROUNDS, 2500);
}
