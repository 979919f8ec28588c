/* SPDX-License-Identifier: MIT */
/*
 * The main job of the test image. test=all or test=NAME (a prefix) runs kernel tests, bench=all
 * runs the benches, and wrong=NAME commits a wrong use that must end the kernel. A watchdog timer
 * ends a test that hangs.
 */
#include <arch/boot.h>
#include <kernel/debug/panic.h>
#include <kernel/main.h>
#include <kernel/proc/report.h>
#include <kernel/upcalls.h>
#include <lib/cmdline.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/kstack.h>
#include <mm/mm.h>
#include <mm/page.h>
#include <tests/kernel/bench.h>
#include <tests/kernel/ktest.h>

#define WARM_UP     1100        /* kernel stacks, more than any test uses at once */
#define DEADLINE_NS 60000000000 /* for one test; in virtual time if the clock is virtual */

extern const struct ktest __ktests_start[], __ktests_end[];
extern const struct bench __kbench_start[], __kbench_end[];

static unsigned failures;
static const char *skipped;
static const struct ktest *running;

void ktest_fail(const char *file, int line, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (__atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED) < 10)
		printk("# %s:%d: %s\n", file, line, text);
}

void ktest_skip(const char *why)
{
	skipped = why;
}

/* The cost of a loop: the same each time only where time is the number of instructions. */
static NOINLINE uint64_t loop_cost(void)
{
	unsigned long flags = arch_irq_save();
	uint64_t start = arch_instret();

	for (int i = 0; i < 20000; i++)
		asm volatile("");
	start = arch_instret() - start;
	arch_irq_restore(flags);
	return start;
}

bool ktest_is_deterministic(void)
{
	static enum { UNKNOWN, YES, NO } known;

	if (known == UNKNOWN) {
		uint64_t cost;

		loop_cost(); /* QEMU has translated it: from now on its cost is constant */
		cost = loop_cost();
		known = cpu_count == 1 ? YES : NO;
		for (int i = 0; i < 10; i++)
			if (loop_cost() != cost)
				known = NO;
	}
	return known == YES;
}

struct thread *ktest_spawn_as(const struct thread_spec *spec)
{
	struct thread *t = thread_spawn(spec);

	if (!t)
		panic("%s: no memory for thread %s", running ? running->name : "-", spec->name);
	return t;
}

struct thread *ktest_spawn(const char *name, thread_entry *entry, uintptr_t arg0, uintptr_t arg1,
	uintptr_t arg2)
{
	return ktest_spawn_as(&(struct thread_spec){.name = name,
		.entry = entry,
		.args = {arg0, arg1, arg2},
		.priority = THREAD_PRIORITY_MID});
}

void ktest_continue(struct thread *t)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	thread_continue_locked(t);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

static void stuck(struct timer *timer)
{
	panic("test %s did not end within %llu s", running->name, DEADLINE_NS / 1000000000ull);
}

/* Threads that have exited may still be leaving other CPUs. */
static bool settled(size_t pages, unsigned threads)
{
	for (int tries = 0; tries < 200; tries++) {
		mm_trim();
		if (page_free_count() == pages && thread_count() == threads)
			return true;
		thread_sleep_ns(1000000);
	}
	printk("# leak: %zu pages free before, %zu after; %u threads before, %u after\n", pages,
		page_free_count(), threads, thread_count());
	return false;
}

static bool run_test(const struct ktest *test, unsigned number)
{
	uint64_t start_ns;
	struct timer watchdog;
	unsigned long flags;
	unsigned threads;
	size_t pages;
	bool good;

	mm_trim();
	pages = page_free_count();
	threads = thread_count();
	failures = 0;
	skipped = NULL;
	running = test;
	start_ns = arch_clock_ns();
	timer_init(&watchdog, stuck);
	flags = arch_irq_save();
	timer_start(&watchdog, start_ns + DEADLINE_NS);
	arch_irq_restore(flags);
	test->run();
	timer_cancel(&watchdog);
	good = settled(pages, threads) && failures == 0;
	printk("%sok %u %s #%s%s %llu us\n", good ? "" : "not ", number, test->name,
		skipped ? " SKIP " : "", skipped ? skipped : "",
		(unsigned long long)(arch_clock_ns() - start_ns) / 1000);
	return good;
}

/* The kernel's page tables grow and never shrink, so make them grow before pages are counted. */
static void warm_up(void)
{
	static void *stacks[WARM_UP];

	for (int i = 0; i < WARM_UP; i++)
		stacks[i] = kstack_alloc();
	for (int i = 0; i < WARM_UP; i++)
		if (stacks[i])
			kstack_free(stacks[i]);
}

static int run_tests(const char *prefix)
{
	unsigned count = 0, bad = 0;
	size_t length = strlen(prefix);

	if (strcmp(prefix, "all") == 0)
		length = 0;
	for (const struct ktest *t = __ktests_start; t < __ktests_end; t++)
		count += strncmp(t->name, prefix, length) == 0;
	warm_up();
	printk("KTAP version 1\n1..%u\n", count);
	count = 0;
	for (const struct ktest *t = __ktests_start; t < __ktests_end; t++)
		if (strncmp(t->name, prefix, length) == 0)
			bad += !run_test(t, ++count);
	printk("# %u passed, %u failed\n", count - bad, bad);
	return bad || count == 0 ? 1 : 0;
}

void main_job(void)
{
	char wanted[48];
	int status = 0;

	if (cmdline_get(kernel_cmdline(), "test", wanted, sizeof(wanted)))
		status = run_tests(wanted);
	if (cmdline_get(kernel_cmdline(), "wrong", wanted, sizeof(wanted)))
		commit_wrong_use(wanted);
	if (cmdline_get(kernel_cmdline(), "bench", wanted, sizeof(wanted)))
		for (const struct bench *b = __kbench_start; b < __kbench_end; b++)
			if (strcmp(wanted, "all") == 0 || strcmp(wanted, b->name) == 0)
				b->run();
	arch_halt(status);
}
