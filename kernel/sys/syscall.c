/* SPDX-License-Identifier: MIT */
/*
 * The way from a trap to a call and back. The calls themselves are thin: validate everything, then
 * do it.
 */
#include <arch/trap.h>
#include <kernel/proc/explored.h>
#include <kernel/proc/process.h>
#include <kernel/proc/signal.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <uapi/errno.h>

void syscall_dispatch(struct trapframe *frame)
{
	unsigned long number = (unsigned long)syscall_number(frame);
	syscall_fn *call = number < syscall_table_size ? syscall_table[number] : NULL;
	long result = -ENOSYS;

	if (unlikely(explore_active))
		explore_user_enter();
	if (unlikely(explore_active) && current_process()->explored)
		explore_call_begins((long)number,
			(unsigned long[6]){syscall_arg(frame, 0), syscall_arg(frame, 1),
				syscall_arg(frame, 2), syscall_arg(frame, 3), syscall_arg(frame, 4),
				syscall_arg(frame, 5)});
	if (likely(call))
		result = call(syscall_arg(frame, 0), syscall_arg(frame, 1), syscall_arg(frame, 2),
			syscall_arg(frame, 3), syscall_arg(frame, 4), syscall_arg(frame, 5));
	if (unlikely(result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK))
		result = signal_interrupted_call(frame, result);
	if (unlikely(explore_active) && current_process()->explored)
		explore_call_ended(result);
	syscall_set_result(frame, result);
}

SYSCALL(sched_yield)
{
	sched_yield();
	return 0;
}
