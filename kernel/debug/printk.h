/* SPDX-License-Identifier: MIT */
/*
 * Console output: polled, usable from any context. Until a console is set, text is kept (up to
 * 4 KiB) and printed once it is.
 */
#pragma once
#include <lib/base.h>

/* Print to the console; the text of one call stays together. Any context, holding any lock. */
void printk(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Write text in one piece; or, for a terminal's output, bytes without changing line ends. Any
 * context. */
void console_write(const char *text, size_t length);
void console_write_raw(const char *text, size_t length);

/* Keep the console for a report of several calls, until console_release() gets the result.
 * Interrupts are off in between, and the caller takes no other lock. Any context, not nested. */
unsigned long console_hold(void);
void console_release(unsigned long flags);

/* From now on, write output by `write`, which is called with the console lock held, interrupts
 * off. */
void console_set(void (*write)(const char *text, size_t length));

/* From now on, drop what printk() prints, except in a panic. Boot. */
void console_set_quiet(void);

/* Panic only: ignore the console lock from now on, even if it is held. */
void console_break_lock(void);
