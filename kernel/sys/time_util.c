/* SPDX-License-Identifier: MIT */
/*
 * Conversions of times (kernel/sys/time.h).
 */
#include <arch/time.h>
#include <kernel/sys/time.h>
#include <kernel/time/clock.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define FAR_NS (UINT64_MAX / 4)

int timespec_from_user(struct linux_timespec64 *time, uintptr_t from)
{
	struct linux_timespec_long user;

	if (copy_from_user(&user, from, sizeof(user)))
		return -EFAULT;
	*time = (struct linux_timespec64){user.tv_sec, user.tv_nsec};
	return 0;
}

/* In 32-bit programs tv_nsec is a long, followed by four bytes of padding. */
int timespec64_from_user(struct linux_timespec64 *time, uintptr_t from)
{
	if (copy_from_user(time, from, sizeof(*time)))
		return -EFAULT;
	time->tv_nsec = (long)time->tv_nsec;
	return 0;
}

int timespec_to_user(uintptr_t to, const struct linux_timespec64 *time)
{
	const struct linux_timespec_long user = {(long)time->tv_sec, (long)time->tv_nsec};

	return copy_to_user(to, &user, sizeof(user));
}

int timespec64_to_user(uintptr_t to, const struct linux_timespec64 *time)
{
	return copy_to_user(to, time, sizeof(*time));
}

bool timespec_is_valid(const struct linux_timespec64 *time)
{
	return time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < (int64_t)NS_PER_SEC;
}

uint64_t timespec_to_ns(const struct linux_timespec64 *time)
{
	if ((uint64_t)time->tv_sec >= FAR_NS / NS_PER_SEC)
		return FAR_NS;
	return (uint64_t)time->tv_sec * NS_PER_SEC + (uint64_t)time->tv_nsec;
}

struct linux_timespec64 timespec_from_ns(uint64_t ns)
{
	return (struct linux_timespec64){(int64_t)(ns / NS_PER_SEC), (int64_t)(ns % NS_PER_SEC)};
}

uint64_t deadline_after(uint64_t wait_ns)
{
	return clock_ns() + MIN(wait_ns, FAR_NS);
}
