/* SPDX-License-Identifier: MIT */
/*
 * The up-calls before and after a system call (arch/syscall.h), and sched_yield().
 */
#include <arch/irq.h>
#include <arch/syscall.h>
#include <arch/time.h>
#include <arch/trap.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/preempt.h>
#include <kernel/signal/signal.h>
#include <kernel/sys/syscall.h>
#include <uapi/errno.h>

void syscall_begins(struct trapframe *frame)
{
	assert_irqs_off();
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
	DEBUG_ASSERT(may_sleep());
	if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK)
		result = signal_interrupted_call(frame, result);
	if (unlikely(explore_active) && current_process()->explored)
		result = explore_call_ended(result);
	return result;
}

/* Of an explored thread, the call is an event: the schedule has let others run, if they are to. */
SYSCALL(sched_yield)
{
	if (!thread_has_flag(current_thread(), THREAD_EXPLORED))
		sched_yield();
	return 0;
}
