/* SPDX-License-Identifier: MIT */
/*
 * Panic: stop the other CPUs, print the message, the CPU, thread and backtrace, and the threads;
 * halt. `depth` counts entries: the first one reports, and a nested one prints one line and halts.
 * A second CPU that panics at the same time waits until it is stopped.
 */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/thread.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/debug/symbols.h>
#include <lib/assert.h>
#include <lib/printf.h>
#include <stdarg.h>

#define BACKTRACE_MAX 32

static const struct panic_hooks *hooks;
static struct cpu *panic_cpu;
static int depth;

void panic_set_hooks(const struct panic_hooks *new_hooks)
{
	hooks = new_hooks;
}

void backtrace_print(uintptr_t fp, uintptr_t pc)
{
	uintptr_t low = (fp & ~(uintptr_t)(2 * KSTACK_SIZE - 1)) + KSTACK_SIZE;
	uintptr_t offset = 0;

	for (int i = 0; i < BACKTRACE_MAX; i++) {
		if (pc) {
			/* If a function ends with a call that never returns, the return address is
			 * past its end: look up the call instead. */
			uintptr_t call = pc - (i > 0);
			const char *name = symbol_lookup(call, &offset);

			offset += pc - call;
			printk("  #%-2d %p %s+%#zx\n", i, (void *)pc, name ? name : "?",
				name ? (size_t)offset : 0);
		}
		if (!arch_backtrace_step(&fp, &pc, low, low + KSTACK_SIZE))
			break;
	}
}

static void put_panic(void *context, const char *text, size_t length)
{
	(void)context;
	console_write(text, length);
}

/* Start the report. Only one CPU returns from this, once; a nested panic on it halts here. */
static void panic_enter(const char *fmt, va_list ap)
{
	struct cpu *none = NULL;
	struct cpu *self = arch_this_cpu();

	arch_irq_disable();
	if (!__atomic_compare_exchange_n(&panic_cpu, &none, self, false, __ATOMIC_ACQ_REL,
		    __ATOMIC_ACQUIRE) &&
		none != self) {
		for (;;)
			arch_cpu_relax();
	}
	console_break_lock();
	if (depth++) {
		if (depth == 2)
			printk("\npanic within the panic report: ");
		if (depth == 2)
			vprintf_to(put_panic, NULL, fmt, ap);
		printk("\n");
		arch_halt(PANIC_STATUS);
	}
	if (hooks)
		hooks->stop_other_cpus();
	printk("\n*** kernel panic: ");
	vprintf_to(put_panic, NULL, fmt, ap);
	printk("\n");
	if (hooks)
		hooks->print_where();
}

static NORETURN void panic_finish(uintptr_t fp, uintptr_t pc)
{
	printk("backtrace:\n");
	backtrace_print(fp, pc);
	if (hooks)
		hooks->print_threads();
	printk("*** halted; `make debug` repeats this under GDB\n");
	arch_halt(PANIC_STATUS);
}

void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	panic_enter(fmt, ap);
	va_end(ap);
	panic_finish(arch_frame_pointer(), 0);
}

void panic_frame(const struct trapframe *frame, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	panic_enter(fmt, ap);
	va_end(ap);
	frame_dump(frame, printk);
	/* In user mode the frame pointer may be anything. */
	panic_finish(frame_from_user(frame) ? 0 : frame_fp(frame), frame_pc(frame));
}

void assert_fail(const char *expr, const char *file, int line, const char *func)
{
	panic("assertion failed: %s (%s:%d, %s)", expr, file, line, func);
}
