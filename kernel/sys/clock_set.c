/* SPDX-License-Identifier: MIT */
/*
 * Setting the time of day. Nothing disciplines the clock, which adjtimex() reports; the only change
 * that it accepts, from a privileged caller, is a step.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/futex.h>
#include <kernel/sync/wall_watch.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/wall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/timex.h>

static void set_date(uint64_t now_ns)
{
	wall_step(now_ns);
	futex_clock_stepped();
}

static long set_time(int clock, uintptr_t from,
	int (*load)(struct linux_timespec64 *time, uintptr_t from))
{
	struct linux_timespec64 time;

	if (clock != LINUX_CLOCK_REALTIME)
		return -EINVAL;
	if (load(&time, from))
		return -EFAULT;
	if (!timespec_is_valid(&time))
		return -EINVAL;
	if (current_process()->attributes.ids.euid)
		return -EPERM;
	set_date(timespec_to_ns(&time));
	return 0;
}

SYSCALL(clock_settime)
{
	return set_time((int)a0, a1, timespec_from_user);
}

SYSCALL(clock_settime64)
{
	return set_time((int)a0, a1, timespec64_from_user);
}

SYSCALL(settimeofday)
{
	struct linux_timeval_long now;
	struct linux_timezone zone;

	if (a0) {
		if (copy_from_user(&now, a0, sizeof(now)))
			return -EFAULT;
		if (now.tv_sec < 0 || now.tv_usec < 0 || now.tv_usec > 1000000)
			return -EINVAL;
	}
	if (a1 && copy_from_user(&zone, a1, sizeof(zone)))
		return -EFAULT;
	if (current_process()->attributes.ids.euid)
		return -EPERM;
	if (a0)
		set_date((uint64_t)now.tv_sec * NS_PER_SEC + (uint64_t)now.tv_usec * 1000);
	return 0;
}

SYSCALL(stime)
{
	long seconds;

	if (copy_from_user(&seconds, a0, sizeof(seconds)))
		return -EFAULT;
	if (current_process()->attributes.ids.euid)
		return -EPERM;
	if (seconds < 0)
		return -EINVAL;
	set_date((uint64_t)seconds * NS_PER_SEC);
	return 0;
}

/* ADJ_SETOFFSET: step the clock by tx->time. 0 or -EINVAL. */
static int step(const struct linux_timex64 *tx)
{
	int64_t part = tx->time.tv_usec * (tx->modes & ADJ_NANO ? 1 : 1000);

	if (part < 0 || part >= (int64_t)NS_PER_SEC)
		return -EINVAL;
	if (tx->time.tv_sec > INT32_MAX || tx->time.tv_sec < -(int64_t)INT32_MAX)
		return -EINVAL;
	set_date(wall_clock_ns() + (uint64_t)(tx->time.tv_sec * (int64_t)NS_PER_SEC + part));
	return 0;
}

/* Carry out `tx`, and replace it by the clock's state. 0 or -errno. */
static int adjust(int clock, struct linux_timex64 *tx)
{
	const unsigned change = tx->modes & ~(unsigned)ADJ_NANO;
	struct linux_timespec64 now;
	uint64_t ns;
	int error = 0;

	if (clock != LINUX_CLOCK_REALTIME)
		return clock_read(clock, &ns) ? -EINVAL : -EOPNOTSUPP;
	if (change && change != ADJ_OFFSET_SS_READ) {
		if (current_process()->attributes.ids.euid)
			return -EPERM;
		if (change != ADJ_SETOFFSET)
			return -EOPNOTSUPP;
		error = step(tx);
		if (error)
			return error;
	}
	now = timespec_from_ns(wall_clock_ns());
	*tx = (struct linux_timex64){
		.modes = tx->modes,
		.maxerror = TIMEX_ERROR_MAX,
		.esterror = TIMEX_ERROR_MAX,
		.status = STA_UNSYNC,
		.constant = 2,
		.precision = 1,
		.tolerance = 32768000,
		.time = {now.tv_sec, now.tv_nsec / 1000},
		.tick = 10000, /* microseconds of a 1/100 s */
	};
	return 0;
}

static long adjust64(int clock, uintptr_t user)
{
	struct linux_timex64 tx;
	int error = copy_from_user(&tx, user, sizeof(tx));

	if (!error)
		error = adjust(clock, &tx);
	if (!error)
		error = copy_to_user(user, &tx, sizeof(tx));
	return error ? error : TIME_ERROR;
}

/* The form with the architecture's long. */
static long adjust_long(int clock, uintptr_t user)
{
	struct linux_timex_long tx;
	struct linux_timex64 all;
	int error = copy_from_user(&tx, user, sizeof(tx));

	if (error)
		return error;
	all = (struct linux_timex64){.modes = tx.modes, .time = {tx.time.tv_sec, tx.time.tv_usec}};
	error = adjust(clock, &all);
	if (error)
		return error;
	tx = (struct linux_timex_long){
		.modes = all.modes,
		.maxerror = (long)all.maxerror,
		.esterror = (long)all.esterror,
		.status = all.status,
		.constant = (long)all.constant,
		.precision = (long)all.precision,
		.tolerance = (long)all.tolerance,
		.time = {(long)all.time.tv_sec, (long)all.time.tv_usec},
		.tick = (long)all.tick,
	};
	return copy_to_user(user, &tx, sizeof(tx)) ? -EFAULT : TIME_ERROR;
}

SYSCALL(adjtimex)
{
	return adjust_long(LINUX_CLOCK_REALTIME, a0);
}

SYSCALL(clock_adjtime)
{
	return adjust_long((int)a0, a1);
}

SYSCALL(clock_adjtime64)
{
	return adjust64((int)a0, a1);
}
