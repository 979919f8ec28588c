/* SPDX-License-Identifier: MIT */
/*
 * epoll, eventfd, signalfd, timerfd, memfd.
 */
#include <arch/abi.h>
#include <fs/event/epoll.h>
#include <fs/event/eventfd.h>
#include <fs/event/signalfd.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/clock.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/time.h>

#define NS_PER_SEC  ((uint64_t)1000000000)
#define RESULTS_MAX 64 /* events returned by one call */

static long make_epoll(unsigned flags)
{
	struct file *file;
	int error;

	if (flags & ~(unsigned)O_CLOEXEC)
		return -EINVAL;
	error = epoll_create(&file);
	return error ? error : fd_add(file, (int)flags);
}

SYSCALL(epoll_create)
{
	return (int)a0 <= 0 ? -EINVAL : make_epoll(0);
}

SYSCALL(epoll_create1)
{
	return make_epoll((unsigned)a0);
}

SYSCALL(epoll_ctl)
{
	struct linux_epoll_event event = {0};
	struct epoll_result wanted;
	struct file *epoll, *target;
	long result = -EBADF;

	if ((int)a1 != EPOLL_CTL_DEL && copy_from_user(&event, a3, sizeof(event)))
		return -EFAULT;
	wanted = (struct epoll_result){.events = event.events, .data = event.data};
	epoll = fd_file(a0);
	target = fd_file(a2);
	if (epoll && target)
		result = epoll_control(epoll, (int)a1, (int)a2, target, &wanted);
	if (target)
		file_put(target);
	if (epoll)
		file_put(epoll);
	return result;
}

static long wait_events(unsigned long fd, uintptr_t user, int max, uint64_t deadline_ns)
{
	struct epoll_result *results;
	struct file *epoll;
	long count;

	if (max <= 0 || (unsigned)max > INT32_MAX / sizeof(struct linux_epoll_event))
		return -EINVAL;
	epoll = fd_file(fd);
	if (!epoll)
		return -EBADF;
	max = MIN(max, RESULTS_MAX);
	results = kmalloc((size_t)max * sizeof(*results));
	count = results ? epoll_wait(epoll, results, (unsigned)max, deadline_ns) : -ENOMEM;
	for (long i = 0; i < count; i++) {
		struct linux_epoll_event event;

		memset(&event, 0, sizeof(event));
		event.events = results[i].events;
		event.data = results[i].data;
		if (copy_to_user(user + (size_t)i * sizeof(event), &event, sizeof(event)))
			count = i ? i : -EFAULT;
	}
	kfree(results);
	file_put(epoll);
	return count == -ERESTARTSYS ? -EINTR : count;
}

static uint64_t deadline_of_ms(int ms)
{
	return ms < 0 ? TIME_NEVER : ms == 0 ? 0 : clock_ns() + (uint64_t)ms * 1000000;
}

SYSCALL(epoll_wait)
{
	return wait_events(a0, a1, (int)a2, deadline_of_ms((int)a3));
}

static long masked_wait(unsigned long fd, uintptr_t user, int max, uint64_t deadline_ns,
	uintptr_t mask, size_t mask_size)
{
	long result = user_mask_set(mask, mask_size);

	if (result)
		return result;
	result = wait_events(fd, user, max, deadline_ns);
	user_mask_end(mask, result);
	return result;
}

SYSCALL(epoll_pwait)
{
	return masked_wait(a0, a1, (int)a2, deadline_of_ms((int)a3), a4, a5);
}

/* Its struct timespec is 64-bit on all architectures. */
SYSCALL(epoll_pwait2)
{
	uint64_t ns = TIME_NEVER, now_ns = clock_ns();
	int error = a3 ? user_timespec_get(a3, true, &ns) : 0;

	if (error)
		return error;
	if (ns && ns < TIME_NEVER - now_ns)
		ns += now_ns;
	return masked_wait(a0, a1, (int)a2, ns, a4, a5);
}

/* --- eventfd --- */

static long make_eventfd(unsigned count, unsigned flags)
{
	const unsigned semaphore = 1;
	struct file *file;
	int error;

	if (flags & ~(semaphore | O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	error = eventfd_create(count, flags & semaphore, (int)(flags & O_NONBLOCK), &file);
	return error ? error : fd_add(file, (int)flags);
}

SYSCALL(eventfd)
{
	return make_eventfd((unsigned)a0, 0);
}

SYSCALL(eventfd2)
{
	return make_eventfd((unsigned)a0, (unsigned)a1);
}

/* --- signalfd --- */

/* `fd` -1: create a descriptor; otherwise change the mask of `fd`. */
static long make_signalfd(int fd, uintptr_t mask_user, size_t mask_size, unsigned flags)
{
	struct file *file;
	uint64_t mask;
	int error;

	if (mask_size != sizeof(mask))
		return -EINVAL;
	if (copy_from_user(&mask, mask_user, sizeof(mask)))
		return -EFAULT;
	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	if (fd == -1) {
		error = signalfd_create(mask, (int)(flags & O_NONBLOCK), &file);
		return error ? error : fd_add(file, (int)flags);
	}
	file = fd_file((unsigned)fd);
	if (!file)
		return -EBADF;
	error = signalfd_set_mask(file, mask);
	file_put(file);
	return error ? error : fd;
}

SYSCALL(signalfd)
{
	return make_signalfd((int)a0, a1, a2, 0);
}

SYSCALL(signalfd4)
{
	return make_signalfd((int)a0, a1, a2, (unsigned)a3);
}

/* --- timerfd --- */

#define TFD_TIMER_ABSTIME       1u
#define TFD_TIMER_CANCEL_ON_SET 2u

SYSCALL(timerfd_create)
{
	struct file *file;
	int error;

	if (!clock_can_wait((int)a0) || a0 == LINUX_CLOCK_TAI ||
		a1 & ~(unsigned long)(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	error = timerfd_create(clock_is_wall((int)a0), (int)a1 & O_NONBLOCK, &file);
	if (error)
		return error;
	return fd_add(file, (int)a1);
}

/* Read a struct itimerspec: the interval, then the value. */
static int setting_get(uintptr_t user, bool is64, struct timerfd_setting *setting)
{
	size_t half = is64 ? sizeof(struct linux_timespec64) : sizeof(struct linux_timespec_long);
	int error = user_timespec_get(user, is64, &setting->interval_ns);

	return error ? error : user_timespec_get(user + half, is64, &setting->value_ns);
}

static int setting_put(uintptr_t user, bool is64, const struct timerfd_setting *setting)
{
	struct linux_timespec64 times[2] = {
		{(int64_t)(setting->interval_ns / NS_PER_SEC),
			(int64_t)(setting->interval_ns % NS_PER_SEC)},
		{(int64_t)(setting->value_ns / NS_PER_SEC),
			(int64_t)(setting->value_ns % NS_PER_SEC)},
	};
	struct linux_timespec_long words[2] = {
		{(long)times[0].tv_sec, (long)times[0].tv_nsec},
		{(long)times[1].tv_sec, (long)times[1].tv_nsec},
	};

	return is64 ? copy_to_user(user, times, sizeof(times))
		    : copy_to_user(user, words, sizeof(words));
}

static long timer_set(unsigned long fd, unsigned flags, uintptr_t user, uintptr_t old_user,
	bool is64)
{
	struct timerfd_setting setting, old;
	struct file *file;
	long result = setting_get(user, is64, &setting);

	if (result)
		return result;
	if (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
		return -EINVAL;
	file = fd_file(fd);
	if (!file)
		return -EBADF;
	static_assert(TFD_TIMER_ABSTIME == TIMERFD_ABSOLUTE &&
			      TFD_TIMER_CANCEL_ON_SET == TIMERFD_CANCEL,
		"the ABI's flags");
	result = timerfd_set(file, &setting, flags, &old);
	file_put(file);
	if (!result && old_user && setting_put(old_user, is64, &old))
		result = -EFAULT;
	return result;
}

static long timer_get(unsigned long fd, uintptr_t user, bool is64)
{
	struct timerfd_setting setting;
	struct file *file = fd_file(fd);
	long result;

	if (!file)
		return -EBADF;
	result = timerfd_get(file, &setting);
	file_put(file);
	if (!result && setting_put(user, is64, &setting))
		result = -EFAULT;
	return result;
}

SYSCALL(timerfd_settime)
{
	return timer_set(a0, (unsigned)a1, a2, a3, false);
}

SYSCALL(timerfd_settime64)
{
	return timer_set(a0, (unsigned)a1, a2, a3, true);
}

SYSCALL(timerfd_gettime)
{
	return timer_get(a0, a1, false);
}

SYSCALL(timerfd_gettime64)
{
	return timer_get(a0, a1, true);
}

/* --- memfd --- */

#define MFD_CLOEXEC       1u
#define MFD_ALLOW_SEALING 2u
#define MFD_NOEXEC_SEAL   8u
#define MFD_EXEC          16u
#define MFD_NAME_MAX      249

SYSCALL(memfd_create)
{
	char name[sizeof("memfd:") + MFD_NAME_MAX] = "memfd:";
	unsigned seals = F_SEAL_SEAL;
	struct file *file;
	long length;
	int error;

	if ((a1 & (MFD_EXEC | MFD_NOEXEC_SEAL)) == (MFD_EXEC | MFD_NOEXEC_SEAL))
		return -EINVAL;
	if (a1 & ~(unsigned long)(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC))
		return -EINVAL;
	length = strncpy_from_user(name + 6, a0, MFD_NAME_MAX + 1);
	if (length < 0)
		return length;
	if (length > MFD_NAME_MAX)
		return -EINVAL;
	if (a1 & MFD_NOEXEC_SEAL)
		seals = F_SEAL_EXEC;
	else if (a1 & MFD_ALLOW_SEALING)
		seals = 0;
	error = fs_open_memory(name, a1 & MFD_NOEXEC_SEAL ? 0666 : 0777, seals, &file);
	return error ? error : fd_add(file, a1 & MFD_CLOEXEC ? O_CLOEXEC : 0);
}
