/* SPDX-License-Identifier: MIT */
/*
 * What the way from a trap to a call and back (arch/syscall.h) asks for, and the shortest calls.
 */
#include <arch/irq.h>
#include <arch/syscall.h>
#include <arch/time.h>
#include <arch/trap.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/signal.h>
#include <kernel/sys/syscall.h>
#include <uapi/errno.h>

void syscall_begins(struct trapframe *frame)
{
	explore_user_enter(arch_instret(), EXPLORE_BY_CALL);
	arch_irq_enable();
	if (current_process()->explored)
		explore_call_begins(syscall_number(frame),
			(unsigned long[6]){syscall_arg(frame, 0), syscall_arg(frame, 1),
				syscall_arg(frame, 2), syscall_arg(frame, 3), syscall_arg(frame, 4),
				syscall_arg(frame, 5)});
}

long syscall_ended(struct trapframe *frame, long result)
{
	if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK)
		result = signal_interrupted_call(frame, result);
	if (unlikely(explore_active) && current_process()->explored)
		explore_call_ended(result);
	return result;
}

SYSCALL(sched_yield)
{
	sched_yield();
	return 0;
}
