/* SPDX-License-Identifier: MIT */
/*
 * The end of the kernel: one readable report, whatever state things are in.
 * Output is polled and takes no lock that a stopped CPU may hold. A panic within the report is cut
 * short and still halts.
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>

#define PANIC_STATUS 101 /* what arch_halt() is given after a panic */

/* Report `fmt` with CPU, thread, backtrace and thread table; halt. Any context. */
NORETURN void panic(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* The same for a trap: `frame`'s registers, and the backtrace from where it happened. */
NORETURN void panic_frame(const struct trapframe *frame, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* What the report asks of the layers above. Each is called at most once, interrupts off. */
struct panic_hooks {
	void (*stop_other_cpus)(void);
	void (*print_where)(void);   /* "CPU 1, thread 7 (name)" */
	void (*print_threads)(void); /* the thread table */
};
void panic_set_hooks(const struct panic_hooks *hooks);

/* Symbolised backtrace from frame pointer `fp`, starting with `pc` (0: none). Any context. */
void backtrace_print(uintptr_t fp, uintptr_t pc);
