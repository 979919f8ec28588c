/* SPDX-License-Identifier: MIT */
/*
 * The calls themselves are thin: validate everything, then do it. 32-bit `struct timespec` is what
 * the 32-bit numbers take (nanosleep, clock_gettime on i386); long is the size of both fields.
 */
#include <arch/trap.h>
#include <kernel/proc/process.h>
#include <kernel/proc/signal.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/time/timer.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/time.h>

#define NS_PER_SEC ((uint64_t)1000000000)

void syscall_dispatch(struct trapframe *frame)
{
	unsigned long number = (unsigned long)syscall_number(frame);
	syscall_fn *call = number < syscall_table_size ? syscall_table[number] : NULL;
	long result = -ENOSYS;

	if (likely(call))
		result = call(syscall_arg(frame, 0), syscall_arg(frame, 1), syscall_arg(frame, 2),
			syscall_arg(frame, 3), syscall_arg(frame, 4), syscall_arg(frame, 5));
	if (unlikely(result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK))
		result = signal_interrupted_call(frame, result);
	syscall_set_result(frame, result);
}

SYSCALL(sched_yield)
{
	sched_yield();
	return 0;
}

SYSCALL(nanosleep)
{
	struct linux_timespec_long request;
	uint64_t seconds;

	/* Nothing interrupts a sleep yet but death: no remainder is ever written. */
	if (copy_from_user(&request, a0, sizeof(request)))
		return -EFAULT;
	if (request.tv_sec < 0 || request.tv_nsec < 0 || request.tv_nsec >= (long)NS_PER_SEC)
		return -EINVAL;
	seconds = MIN((uint64_t)request.tv_sec, UINT64_MAX / NS_PER_SEC / 2);
	return thread_sleep_ns(seconds * NS_PER_SEC + (uint64_t)request.tv_nsec);
}

/* The two clocks that count from boot until a real-time clock is read. */
static int read_clock(unsigned long clock, uint64_t *now_ns)
{
	if (clock != LINUX_CLOCK_REALTIME && clock != LINUX_CLOCK_MONOTONIC)
		return -EINVAL;
	*now_ns = arch_clock_ns();
	return 0;
}

SYSCALL(clock_gettime)
{
	struct linux_timespec_long now;
	uint64_t now_ns;

	if (read_clock(a0, &now_ns))
		return -EINVAL;
	now.tv_sec = (long)(now_ns / NS_PER_SEC);
	now.tv_nsec = (long)(now_ns % NS_PER_SEC);
	return copy_to_user(a1, &now, sizeof(now)) ? -EFAULT : 0;
}

SYSCALL(clock_gettime64)
{
	struct linux_timespec64 now;
	uint64_t now_ns;

	if (read_clock(a0, &now_ns))
		return -EINVAL;
	now.tv_sec = (int64_t)(now_ns / NS_PER_SEC);
	now.tv_nsec = (int64_t)(now_ns % NS_PER_SEC);
	return copy_to_user(a1, &now, sizeof(now)) ? -EFAULT : 0;
}
