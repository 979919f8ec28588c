/* SPDX-License-Identifier: MIT */
/*
 * Panic: one readable report, whatever state the kernel is in. Output is polled and takes no lock
 * that a stopped CPU may hold. A panic within the report cuts it short and still halts.
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>

#define PANIC_STATUS 101 /* the argument of arch_halt() after a panic */

/* Report `fmt` with CPU, thread, backtrace and thread table; halt. Any context. */
NORETURN void panic(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* The same for a trap: print the registers of `frame` too, and start the backtrace there. */
NORETURN void panic_frame(const struct trapframe *frame, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Parts of the report that layers above provide. Each is called at most once, interrupts off. */
struct panic_hooks {
	void (*stop_other_cpus)(void);
	void (*print_where)(void);   /* "CPU 1, thread 7 (name)" */
	void (*print_threads)(void); /* the thread table */
};
void panic_set_hooks(const struct panic_hooks *hooks);

/* Print a symbolised backtrace from frame pointer `fp`, starting with `pc` (0: none). Any
 * context. */
void backtrace_print(uintptr_t fp, uintptr_t pc);
