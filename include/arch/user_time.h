/* SPDX-License-Identifier: MIT */
/*
 * Contract: how long a thread has been in user mode, by the counter of <arch/time.h>. Threads are
 * switched only in the kernel, so switches do not affect this time.
 *
 * While the thread is in the kernel, arch_thread.user_cycles is the time. While the thread is in
 * user mode, the counter's value at its entry is subtracted. That makes it negative, since no
 * thread has been in user mode for longer than the counter has counted.
 *
 * Every path into and out of user mode updates it, with interrupts off: trap_exit_user() and the
 * architecture's traps with these two functions, the architecture's system calls, which may return
 * without trap_exit_user(), with code of their own. Only the thread itself changes it; any thread
 * may read it.
 */
#pragma once
#include <arch/irq.h>
#include <arch/thread.h>
#include <arch/time.h>

static inline void arch_user_time_begins(struct arch_thread *self)
{
	assert_irqs_off();
	self->user_cycles -= arch_cycles();
}

static inline void arch_user_time_ends(struct arch_thread *self)
{
	assert_irqs_off();
	self->user_cycles += arch_cycles();
}
