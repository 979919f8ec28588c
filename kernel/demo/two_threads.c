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
#include <lib/cmdline.h>

static uint64_t turns = 8;

/* Halting does not give up the quantum; its end, the next timer interrupt, takes the CPU away. */
static void halt_until_interrupt(void)
{
	arch_irq_disable();
	arch_cpu_idle();
}

static uintptr_t second(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	for (uint64_t i = 0; i < turns; i++) {
		printk("-- 2 --\n");
		halt_until_interrupt();
	}
	return 2;
}

static uintptr_t first(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	struct thread *t = thread_spawn(&(struct thread_spec){
		.name = "second", .entry = second, .priority = THREAD_PRIORITY_MID});
	uintptr_t value;

	if (!t)
		panic("no memory for the second thread");
	for (uint64_t i = 0; i < turns; i++) {
		printk("-- 1 --\n");
		halt_until_interrupt();
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
	t = thread_spawn(&(struct thread_spec){
		.name = "first", .entry = first, .priority = THREAD_PRIORITY_MID});
	if (!t)
		panic("no memory for the first thread");
	thread_join(t, &value);
	printk("both threads ended, exit values add up to %lu\n", (unsigned long)value);
}
