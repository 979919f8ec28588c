/* SPDX-License-Identifier: MIT */
/*
 * Source 3: processes with several threads; threads that return, exit, sleep, are detached, joined
 * and killed. The thread table is printed at each stage, and at the end every page is free again.
 */
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/proc/process.h>
#include <kernel/proc/report.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/mutex.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <mm/mm.h>
#include <mm/page.h>

#define MS 1000000

static struct semaphore never = SEMAPHORE_INIT(never, "never", 0);

static uintptr_t returns(uintptr_t value, uintptr_t unused1, uintptr_t unused2)
{
	return value;
}

static uintptr_t exits(uintptr_t value, uintptr_t unused1, uintptr_t unused2)
{
	thread_exit(value);
}

static uintptr_t sleeps(uintptr_t ms, uintptr_t unused1, uintptr_t unused2)
{
	uint64_t start_ns = arch_clock_ns();

	thread_sleep_ns((uint64_t)ms * MS);
	printk("  %s awake after %lu ms (asked for %lu)\n", current_thread()->name,
		(unsigned long)((arch_clock_ns() - start_ns) / MS), (unsigned long)ms);
	return ms;
}

static uintptr_t waits(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (sem_down(&never) == 0)
		;
	thread_testcancel(); /* killed: ends here */
	return 0;
}

/* Create a thread and do not start it: a process ends with its last thread, so all its threads are
 * created before the first one starts. */
static struct thread *create(const char *name, struct process *process, thread_entry *entry,
	uintptr_t arg, unsigned flags)
{
	struct thread *t = thread_create(&(struct thread_spec){
		.name = name,
		.entry = entry,
		.args = {arg},
		.priority = THREAD_PRIORITY_MID,
		.flags = flags,
		.process = process,
	});

	if (!t)
		panic("no memory for thread %s", name);
	return t;
}

static void join_and_say(struct thread *t)
{
	char name[THREAD_NAME_MAX];
	uintptr_t value;
	int error;

	for (int i = 0; i < THREAD_NAME_MAX; i++)
		name[i] = t->name[i];
	error = thread_join(t, &value);
	if (error)
		panic("join of %s: %d", name, error);
	printk("  %s joined, exit value %ld\n", name, (long)value);
}

static struct process *new_process(const char *name)
{
	struct process *process = process_create(&kernel_process, name, NULL);

	if (!process)
		panic("no memory for process %s", name);
	return process;
}

static void live_and_die(void)
{
	struct process *sleepers = new_process("sleepers"), *workers = new_process("workers");
	struct thread *s50 = create("sleeper-50", sleepers, sleeps, 50, 0);
	struct thread *s10 = create("sleeper-10", sleepers, sleeps, 10, 0);
	struct thread *s20 = create("sleeper-20", sleepers, sleeps, 20, 0);
	struct thread *returner = create("returner", workers, returns, 7, 0);
	struct thread *exiter = create("exiter", workers, exits, 8, 0);
	struct thread *waiter = create("waiter", workers, waits, 0, 0);
	struct thread *victim = create("victim", workers, sleeps, 60000, 0);
	struct thread *detached = create("detached", workers, returns, 9, THREAD_DETACHED);
	struct thread *all[] = {s50, s10, s20, returner, exiter, waiter, victim, detached};
	uint64_t start_ns = arch_clock_ns();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		sched_start(all[i]);
	thread_sleep_until(start_ns + 5 * MS);
	printk("after 5 ms: some have ended and wait for their joiner, some sleep, one waits:\n");
	threads_print();
	join_and_say(returner);
	join_and_say(exiter);
	join_and_say(s10);
	join_and_say(s20);
	join_and_say(s50);
	thread_kill(waiter);
	thread_kill(victim);
	join_and_say(waiter);
	join_and_say(victim);
	process_wait(sleepers, NULL, TIME_NEVER);
	process_wait(workers, NULL, TIME_NEVER);
	printk("both processes ended with their last thread\n");
}

DEMO(lifecycle, "lifecycle", "processes and threads from creation to reaping (source 3)");

static void lifecycle(void)
{
	size_t before, after;

	live_and_die(); /* once, to fill the caches of objects for re-use */
	mm_trim();
	before = page_free_count();
	printk("--- again, counting pages ---\n");
	live_and_die();
	threads_print();
	mm_trim();
	after = page_free_count();
	printk("pages free before %zu, after %zu: %s\n", before, after,
		before == after ? "every page is back" : "PAGES LOST");
}
