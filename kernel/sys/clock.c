/* SPDX-License-Identifier: MIT */
/*
 * Clocks: reading them, their resolution, and sleeping by them. Each call has a form with the
 * architecture's long; 32-bit machines also have one with 64-bit times.
 */
#include <arch/time.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sync/wall_watch.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <kernel/time/wall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

/* The number of a CPU-time clock of process or thread `id` is ~id << 3 plus these bits. */
#define CPUCLOCK_MASK   3
#define CPUCLOCK_VIRT   1
#define CPUCLOCK_FD     3
#define CPUCLOCK_THREAD 4

#define CPU_REST_NS 1000000 /* shortest sleep between two readings of a CPU clock */

/* Read the CPU time of a process, or of a thread of the caller's process; with CPUCLOCK_VIRT only
 * the time in user mode. 0 or -EINVAL. */
static int read_cpu_clock(int clock, uint64_t *ns)
{
	int id = (int)(~(unsigned)clock >> 3);
	struct cpu_usage usage = {0};
	struct process *process;
	unsigned long flags;
	struct thread *t;
	int result = 0;

	if ((clock & CPUCLOCK_MASK) == CPUCLOCK_FD)
		return -EINVAL;
	flags = spin_lock_irqsave(&thread_table_lock);
	if (clock & CPUCLOCK_THREAD) {
		t = id ? thread_find_locked(id) : current_thread();
		if (t && t->process == current_process())
			usage = sched_usage(t);
		else
			result = -EINVAL;
	} else {
		process = id ? process_find_locked(id) : current_process();
		if (process)
			usage = process_usage_locked(process);
		else
			result = -EINVAL;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	*ns = usage.user_ns + ((clock & CPUCLOCK_MASK) == CPUCLOCK_VIRT ? 0 : usage.system_ns);
	return result;
}

int clock_read(int clock, uint64_t *ns)
{
	switch (clock) {
	case LINUX_CLOCK_MONOTONIC:
	case LINUX_CLOCK_MONOTONIC_RAW:
	case LINUX_CLOCK_MONOTONIC_COARSE:
	case LINUX_CLOCK_BOOTTIME:
	case LINUX_CLOCK_BOOTTIME_ALARM:
		*ns = clock_ns();
		return 0;
	case LINUX_CLOCK_REALTIME:
	case LINUX_CLOCK_REALTIME_COARSE:
	case LINUX_CLOCK_REALTIME_ALARM:
	case LINUX_CLOCK_TAI:
		*ns = wall_clock_ns();
		return 0;
	case LINUX_CLOCK_PROCESS_CPUTIME_ID:
		*ns = process_runtime_ns(current_process());
		return 0;
	case LINUX_CLOCK_THREAD_CPUTIME_ID:
		*ns = sched_runtime_ns(current_thread());
		return 0;
	default:
		return clock < 0 ? read_cpu_clock(clock, ns) : -EINVAL;
	}
}

bool clock_is_wall(int clock)
{
	return clock == LINUX_CLOCK_REALTIME || clock == LINUX_CLOCK_REALTIME_ALARM ||
	       clock == LINUX_CLOCK_TAI;
}

bool clock_can_wait(int clock)
{
	return clock_is_wall(clock) || clock == LINUX_CLOCK_MONOTONIC ||
	       clock == LINUX_CLOCK_BOOTTIME || clock == LINUX_CLOCK_BOOTTIME_ALARM;
}

static long get_time(int clock, uintptr_t to,
	int (*store)(uintptr_t to, const struct linux_timespec64 *time))
{
	struct linux_timespec64 now;
	uint64_t ns;
	int error = clock_read(clock, &ns);

	if (error)
		return error;
	now = timespec_from_ns(ns);
	return store(to, &now);
}

SYSCALL(clock_gettime)
{
	return get_time((int)a0, a1, timespec_to_user);
}

SYSCALL(clock_gettime64)
{
	return get_time((int)a0, a1, timespec64_to_user);
}

static long get_step(int clock, uintptr_t to,
	int (*store)(uintptr_t to, const struct linux_timespec64 *time))
{
	const struct linux_timespec64 step = {0, 1};
	uint64_t ns;
	int error = clock_read(clock, &ns);

	if (error)
		return error;
	return to ? store(to, &step) : 0;
}

SYSCALL(clock_getres)
{
	return get_step((int)a0, a1, timespec_to_user);
}

SYSCALL(clock_getres_time64)
{
	return get_step((int)a0, a1, timespec64_to_user);
}

/* Store the rest of an interrupted sleep at `to` (0: nowhere). In restart_args.words: word 0 is the
 * address, word 1 says whether it is the 64-bit form. */
static long store_left(uintptr_t to, bool is64, uint64_t deadline_ns)
{
	uint64_t now_ns = clock_ns();
	struct linux_timespec64 left =
		timespec_from_ns(deadline_ns > now_ns ? deadline_ns - now_ns : 0);

	if (!to)
		return 0;
	return is64 ? timespec64_to_user(to, &left) : timespec_to_user(to, &left);
}

static long sleep_again(const struct restart_args *args)
{
	struct user_thread *user = current_user();

	if (thread_sleep_interruptible(args->deadline_ns) == 0)
		return 0;
	if (store_left(args->words[0], args->words[1], args->deadline_ns))
		return -EFAULT;
	user->restart.resume = sleep_again;
	return -ERESTART_RESTARTBLOCK;
}

struct sleep_call {
	int clock, flags;
	uintptr_t request, left;
	bool is64;
};

/* Can the caller sleep by this CPU-time clock? Not by its own, which stops while it sleeps. */
static bool clock_is_others_cpu(int clock)
{
	int tid = (int)(~(unsigned)clock >> 3);
	uint64_t ns;

	if (clock == LINUX_CLOCK_PROCESS_CPUTIME_ID)
		return true;
	if (clock >= 0 || clock_read(clock, &ns))
		return false;
	return !(clock & CPUCLOCK_THREAD) || (tid && tid != current_thread()->tid);
}

/* Sleep until a CPU clock reaches `target_ns`. It cannot run faster than all CPUs together, which
 * bounds how often it must be read. 0, -EINTR, or -EINVAL when its thread has ended. */
static int cpu_sleep(int clock, uint64_t target_ns)
{
	uint64_t now_ns, wait_ns;
	int error;

	for (;;) {
		error = clock_read(clock, &now_ns);
		if (error || now_ns >= target_ns)
			return error;
		wait_ns = MAX((target_ns - now_ns) / cpu_count, (uint64_t)CPU_REST_NS);
		error = thread_sleep_interruptible(deadline_after(wait_ns));
		if (error)
			return error;
	}
}

static long cpu_sleep_again(const struct restart_args *args)
{
	struct user_thread *user = current_user();
	int clock = (int)args->words[2], error = cpu_sleep(clock, args->deadline_ns);
	struct linux_timespec64 left;
	uint64_t now_ns;

	if (error != -EINTR)
		return error;
	if (args->words[0] && clock_read(clock, &now_ns) == 0) {
		left = timespec_from_ns(
			args->deadline_ns > now_ns ? args->deadline_ns - now_ns : 0);
		if (args->words[1] ? timespec64_to_user(args->words[0], &left)
				   : timespec_to_user(args->words[0], &left))
			return -EFAULT;
	}
	user->restart.resume = cpu_sleep_again;
	return -ERESTART_RESTARTBLOCK;
}

static long sleep_by_cpu(const struct sleep_call *call, uint64_t ns)
{
	struct user_thread *user = current_user();
	uint64_t now_ns;
	int error = clock_read(call->clock, &now_ns);

	if (error)
		return error;
	if (call->flags & TIMER_ABSTIME) {
		error = cpu_sleep(call->clock, ns);
		return error == -EINTR ? -ERESTARTNOHAND : error;
	}
	user->restart.args = (struct restart_args){
		.deadline_ns = now_ns + ns,
		.words = {call->left, call->is64, (unsigned long)(unsigned)call->clock},
	};
	return cpu_sleep_again(&user->restart.args);
}

static long sleep_by(const struct sleep_call *call)
{
	struct user_thread *user = current_user();
	struct linux_timespec64 time;
	uint64_t ns;
	int error;

	bool by_cpu = clock_is_others_cpu(call->clock);

	if (!clock_can_wait(call->clock) && !by_cpu) {
		error = clock_read(call->clock, &ns);
		if (call->clock == LINUX_CLOCK_THREAD_CPUTIME_ID || call->clock < 0)
			error = -EINVAL;
		return error ? error : -EOPNOTSUPP;
	}
	error = call->is64 ? timespec64_from_user(&time, call->request)
			   : timespec_from_user(&time, call->request);
	if (error)
		return error;
	if (!timespec_is_valid(&time))
		return -EINVAL;
	ns = timespec_to_ns(&time);
	if (by_cpu)
		return sleep_by_cpu(call, ns);
	if (call->flags & TIMER_ABSTIME) {
		if (clock_is_wall(call->clock))
			return wall_sleep_interruptible(ns) ? -ERESTARTNOHAND : 0;
		return thread_sleep_interruptible(ns) ? -ERESTARTNOHAND : 0;
	}
	user->restart.args = (struct restart_args){
		.deadline_ns = deadline_after(ns),
		.words = {call->left, call->is64},
	};
	return sleep_again(&user->restart.args);
}

SYSCALL(nanosleep)
{
	return sleep_by(&(struct sleep_call){LINUX_CLOCK_MONOTONIC, 0, a0, a1, false});
}

SYSCALL(clock_nanosleep)
{
	return sleep_by(&(struct sleep_call){(int)a0, (int)a1, a2, a3, false});
}

SYSCALL(clock_nanosleep_time64)
{
	return sleep_by(&(struct sleep_call){(int)a0, (int)a1, a2, a3, true});
}

SYSCALL(gettimeofday)
{
	const struct linux_timezone utc = {0, 0};
	uint64_t ns = wall_clock_ns();
	struct linux_timeval_long now = {(long)(ns / NS_PER_SEC), (long)(ns % NS_PER_SEC / 1000)};

	if (a0 && copy_to_user(a0, &now, sizeof(now)))
		return -EFAULT;
	return a1 ? copy_to_user(a1, &utc, sizeof(utc)) : 0;
}

SYSCALL(time)
{
	long now = (long)(wall_clock_ns() / NS_PER_SEC);

	if (a0 && copy_to_user(a0, &now, sizeof(now)))
		return -EFAULT;
	return now;
}
