/* SPDX-License-Identifier: MIT */
/*
 * The debug console. The interrupt handler only counts requests; a thread of the highest priority
 * serves them, so that printing delays no interrupt.
 */
#include <fs/tty/tty.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/console.h>
#include <kernel/proc/report.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/mutex.h>

#define CTRL_T 0x14

static struct semaphore requests = SEMAPHORE_INIT(requests, "debug console", 0);

static uintptr_t console_thread(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	for (;;)
		if (sem_down(&requests) == 0)
			threads_print();
	return 0;
}

void debug_console_init(void)
{
	static const struct thread_spec spec = {
		.name = "console",
		.entry = console_thread,
		.priority = THREAD_PRIORITIES - 1,
		.flags = THREAD_DETACHED,
	};

	if (!thread_spawn(&spec))
		panic("no memory for the console thread");
}

void debug_console_receive(char c)
{
	/* With ISIG off the line carries plain bytes, all of them for the reader. */
	if (c == CTRL_T && console_tty.termios.lflag & ISIG)
		sem_up(&requests);
	else
		tty_receive(&console_tty, c);
}
