/* SPDX-License-Identifier: MIT */
/*
 * Source 4: the boot code, adopted as the thread "main", shares one CPU with argA and argB. The
 * quantum of each is its priority in ticks, so CPU time is shared in that proportion. Then three
 * threads fail, one after the other: a smashed canary, a stack overflow, a protection fault.
 */
#include <arch/trap.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/proc/report.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/usage.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>

#define RUN_NS 2100000000ull /* 30 rounds of 31 + 31 + 8 ticks */

static uint64_t end_ns;

static uintptr_t spin_until_end(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (arch_clock_ns() < end_ns)
		for (volatile int i = 0; i < 10000; i++)
			;
	return (uintptr_t)(sched_runtime_ns(current_thread()) / 1000000);
}

static struct thread *spawn(const char *name, thread_entry *entry, unsigned priority)
{
	struct thread *t = thread_spawn(&(struct thread_spec){
		.name = name,
		.entry = entry,
		.priority = priority,
		.flags = THREAD_ISOLATE_FAULTS,
	});

	if (!t)
		panic("no memory for thread %s", name);
	return t;
}

static void share(void)
{
	uint64_t main_ns = sched_runtime_ns(current_thread());
	uintptr_t a_ms, b_ms;
	struct thread *a, *b;

	end_ns = arch_clock_ns() + RUN_NS;
	a = spawn("argA", spin_until_end, 31);
	b = spawn("argB", spin_until_end, 8);
	runqueues_print();
	spin_until_end(0, 0, 0);
	main_ns = sched_runtime_ns(current_thread()) - main_ns;
	threads_print();
	thread_join(a, &a_ms);
	thread_join(b, &b_ms);
	printk("CPU time in ms: main %llu, argA %lu, argB %lu (quanta 31, 31, 8)\n",
		(unsigned long long)main_ns / 1000000, (unsigned long)a_ms, (unsigned long)b_ms);
}

static uintptr_t smash_canary(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	*(volatile uintptr_t *)current_thread()->stack = 0xdead;
	thread_yield();
	thread_sleep_ns(1000000);
	return 0;
}

static NOINLINE uintptr_t recurse(uintptr_t depth)
{
	volatile char frame[512];

	frame[0] = (char)depth;
	return depth > 1000000 ? depth : recurse(depth + 1) + (uintptr_t)frame[0];
}

static uintptr_t overflow_stack(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	return recurse(0);
}

static uintptr_t protection_fault(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	arch_protection_fault();
	return 0;
}

static void go_wrong(const char *name, thread_entry *entry)
{
	uintptr_t value;

	printk("\n%s:\n", name);
	thread_join(spawn(name, entry, THREAD_PRIORITY_MID), &value);
	printk("%s: the thread %s, the rest goes on\n", name,
		value == THREAD_EXIT_FAULTED ? "was ended" : "SURVIVED");
}

DEMO(priority_ticks, "priority-ticks",
	"quanta by priority; what happens to stacks that break (source 4)");

static void priority_ticks(void)
{
	printk("needs sched=ticks and one CPU for the shares; main has priority %u\n",
		current_thread()->priority);
	share();
	go_wrong("smash-canary", smash_canary);
	go_wrong("overflow-stack", overflow_stack);
	go_wrong("protection", protection_fault);
}
