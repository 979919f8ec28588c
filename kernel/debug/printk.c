/* SPDX-License-Identifier: MIT */
/*
 * Console output. One lock keeps the text of a call together; the formatter streams into the
 * console without a buffer, so a line has no maximum length.
 */
#include <arch/irq.h>
#include <kernel/debug/printk.h>
#include <kernel/lock/rawlock.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <stdarg.h>

#define EARLY_SIZE 4096

static struct rawlock console_lock = RAWLOCK_INIT("console", LOCK_RANK_CONSOLE);
static bool lock_broken;
static bool quiet;
static struct cpu *holder; /* the CPU between console_hold() and console_release(), or NULL */
static void (*console)(const char *text, size_t length);
static char early[EARLY_SIZE];
static size_t early_length;

static unsigned long console_enter(void)
{
	unsigned long flags = arch_irq_save();

	/* A racy read is enough: only this CPU can make itself the holder. */
	if (!lock_broken && READ_ONCE(holder) != arch_this_cpu())
		rawlock_acquire(&console_lock);
	return flags;
}

static void console_leave(unsigned long flags)
{
	if (!lock_broken && READ_ONCE(holder) != arch_this_cpu())
		rawlock_release(&console_lock);
	arch_irq_restore(flags);
}

unsigned long console_hold(void)
{
	unsigned long flags = console_enter();

	ASSERT(!holder);
	WRITE_ONCE(holder, arch_this_cpu());
	return flags;
}

void console_release(unsigned long flags)
{
	assert_irqs_off();
	DEBUG_ASSERT(lock_broken || holder == arch_this_cpu());
	WRITE_ONCE(holder, NULL);
	console_leave(flags);
}

/* Write the text, with line ends as terminals need them; without a console, keep it. Lock:
 * console_lock, unless a panic has broken it. */
static void put(void *context, const char *text, size_t length)
{
	assert_irqs_off();
	if (!console) {
		length = MIN(length, EARLY_SIZE - early_length);
		memcpy(early + early_length, text, length);
		early_length += length;
		return;
	}
	while (length) {
		const char *end = memchr(text, '\n', length);
		size_t n = end ? (size_t)(end - text) : length;

		if (n)
			console(text, n);
		if (end)
			console("\r\n", 2);
		n += end != NULL;
		text += n;
		length -= n;
	}
}

void printk(const char *fmt, ...)
{
	unsigned long flags = console_enter();
	va_list ap;

	va_start(ap, fmt);
	if (!quiet || lock_broken)
		vprintf_to(put, NULL, fmt, ap);
	va_end(ap);
	console_leave(flags);
}

void console_write(const char *text, size_t length)
{
	unsigned long flags = console_enter();

	put(NULL, text, length);
	console_leave(flags);
}

void console_write_raw(const char *text, size_t length)
{
	unsigned long flags = console_enter();

	if (console)
		console(text, length);
	console_leave(flags);
}

void console_set(void (*write)(const char *text, size_t length))
{
	unsigned long flags = console_enter();

	console = write;
	put(NULL, early, early_length);
	early_length = 0;
	console_leave(flags);
}

void console_set_quiet(void)
{
	quiet = true;
}

void console_break_lock(void)
{
	lock_broken = true;
}
