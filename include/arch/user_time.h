/* SPDX-License-Identifier: MIT */
/*
 * Contract: how long a thread has been in user mode, by the counter of <arch/time.h>. Threads are
 * switched in the kernel only, so a switch has nothing to do with it.
 *
 * arch_thread.user_cycles is that time while the thread is in the kernel; while it is in user mode,
 * the same less the counter at its beginning, which makes it negative, for nobody was there longer
 * than the counter has counted. Every way into user mode and out of it says so with interrupts off:
 * trap_exit_user() and the architecture's traps by these two, the architecture's system calls,
 * which return without the former, by their own code. The thread itself changes it, anybody reads
 * it.
 */
#pragma once
#include <arch/thread.h>
#include <arch/time.h>

static inline void arch_user_time_begins(struct arch_thread *self)
{
	self->user_cycles -= arch_cycles();
}

static inline void arch_user_time_ends(struct arch_thread *self)
{
	self->user_cycles += arch_cycles();
}
