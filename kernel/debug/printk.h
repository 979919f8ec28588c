/* SPDX-License-Identifier: MIT */
/*
 * Console output: polled, line by line, usable from any context once a console is set.
 * What is printed before that is kept (up to 4 KiB) and comes out when it is.
 */
#pragma once
#include <lib/base.h>

/* Print to the console; one call's text stays together. Any context, any lock. */
void printk(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Write text in one piece; or bytes as they are, ends of lines too (a terminal's output). Any
 * context. */
void console_write(const char *text, size_t length);
void console_write_raw(const char *text, size_t length);

/* Keep the console for a report of several calls; the result goes to console_release(). Interrupts
 * are off in between. No other lock is taken. Any context, not nested. */
unsigned long console_hold(void);
void console_release(unsigned long flags);

/* From now on `write` takes the output; called with the console lock held, interrupts off. */
void console_set(void (*write)(const char *text, size_t length));

/* From now on the kernel's own messages are dropped, a panic's excepted. Boot. */
void console_set_quiet(void);

/* Panic only: give up the console lock, whoever holds it, and never take it again. */
void console_break_lock(void);
