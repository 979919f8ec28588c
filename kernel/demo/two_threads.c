/* SPDX-License-Identifier: MIT */
/*
 * Source 0: a kernel thread starts a second; both print and halt until the next interrupt. Neither
 * yields: the output alternates because the end of a quantum preempts.
 */
#include <arch/cpu.h>
#include <arch/irq.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/main.h>
#include <kernel/proc/thread.h>
#include <kernel/time/timer.h>
#include <lib/cmdline.h>

#define HALT_NS 150000000 /* many quanta: the limit for a thread that has a CPU to itself */

static uint64_t turns = 8;

static void nothing(struct timer *timer)
{
}

/*
 * Halting does not give up the quantum: at its end the thread is preempted, and it continues at its
 * next turn. A thread that has a CPU to itself has no quantum; the timer bounds its halt.
 */
static void halt_until_preempted(void)
{
	unsigned long turn = current_thread()->usage.involuntary;
	struct timer timer;

	timer_init(&timer, nothing);
	arch_irq_disable();
	timer_start(&timer, arch_clock_ns() + HALT_NS);
	while (current_thread()->usage.involuntary == turn && arch_clock_ns() < timer.deadline_ns) {
		arch_cpu_idle();
		arch_irq_disable();
	}
	arch_irq_enable();
	timer_cancel(&timer);
}

static uintptr_t second(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	for (uint64_t i = 0; i < turns; i++) {
		printk("-- 2 --\n");
		halt_until_preempted();
	}
	return 2;
}

static uintptr_t first(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	struct thread *t = thread_spawn(&(struct thread_spec){.name = "second",
		.entry = second,
		.priority = THREAD_PRIORITY_MID});
	uintptr_t value;

	if (!t)
		panic("no memory for the second thread");
	for (uint64_t i = 0; i < turns; i++) {
		printk("-- 1 --\n");
		halt_until_preempted();
	}
	thread_join(t, &value);
	return 1 + value;
}

DEMO(two_threads, "two-threads", "two kernel threads alternate by preemption (source 0)");

static void two_threads(void)
{
	struct thread *t;
	uintptr_t value;

	cmdline_parse_u64(kernel_cmdline(), "turns", &turns);
	t = thread_spawn(&(struct thread_spec){.name = "first",
		.entry = first,
		.priority = THREAD_PRIORITY_MID});
	if (!t)
		panic("no memory for the first thread");
	thread_join(t, &value);
	printk("both threads ended, exit values add up to %lu\n", (unsigned long)value);
}
