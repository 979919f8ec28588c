/* SPDX-License-Identifier: MIT */
/*
 * Several messages in one call (sendmmsg(2), recvmmsg(2)).
 */
#include <arch/time.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/socket.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/clock.h>
#include <uapi/errno.h>

#define MESSAGES_MAX 1024

struct linux_mmsghdr {
	struct linux_msghdr header;
	unsigned length; /* out: bytes moved */
};

static int put_length(uintptr_t at, long length)
{
	unsigned bytes = (unsigned)length;

	return copy_to_user(at + offsetof(struct linux_mmsghdr, length), &bytes, sizeof(bytes))
		       ? -EFAULT
		       : 0;
}

SYSCALL(sendmmsg)
{
	unsigned count = MIN((unsigned)a2, (unsigned)MESSAGES_MAX), done = 0;
	int error;
	struct file *file = fd_socket(a0, &error);
	long result = 0;

	if (!file)
		return error;
	while (done < count) {
		uintptr_t at = a1 + done * sizeof(struct linux_mmsghdr);

		result = socket_send_message(file, at, (unsigned)a3);
		if (result >= 0)
			result = put_length(at, result);
		if (result < 0)
			break;
		done++;
	}
	file_put(file);
	return done ? (long)done : result;
}

/* Receive up to `count` messages. As on Linux, the deadline is only checked after each message.
 * Returns their number, or -errno if there were none. */
static long receive(struct file *file, uintptr_t user, unsigned count, unsigned flags,
	uint64_t deadline_ns)
{
	unsigned done = 0;
	long result = 0;

	while (done < count) {
		uintptr_t at = user + done * sizeof(struct linux_mmsghdr);

		result = socket_receive_message(file, at, flags & ~MSG_WAITFORONE);
		if (result >= 0)
			result = put_length(at, result);
		if (result < 0)
			break;
		done++;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		if (clock_ns() >= deadline_ns)
			break;
	}
	return done ? (long)done : result;
}

typedef int time_getter(struct linux_timespec64 *time, uintptr_t from);
typedef int time_putter(uintptr_t to, const struct linux_timespec64 *time);

static long receive_many(unsigned long fd, uintptr_t user, unsigned count, unsigned flags,
	uintptr_t time_user, time_getter *get, time_putter *put)
{
	uint64_t deadline_ns = TIME_NEVER, now_ns;
	struct linux_timespec64 time;
	int error;
	struct file *file;
	long result;

	if (time_user) {
		if (get(&time, time_user))
			return -EFAULT;
		if (!timespec_is_valid(&time))
			return -EINVAL;
		deadline_ns = deadline_after(timespec_to_ns(&time));
	}
	file = fd_socket(fd, &error);
	if (!file)
		return error;
	result = receive(file, user, MIN(count, (unsigned)MESSAGES_MAX), flags, deadline_ns);
	file_put(file);
	if (result > 0 && time_user) {
		now_ns = clock_ns();
		time = timespec_from_ns(deadline_ns > now_ns ? deadline_ns - now_ns : 0);
		if (put(time_user, &time))
			result = -EFAULT;
	}
	return result;
}

SYSCALL(recvmmsg)
{
	return receive_many(a0, a1, (unsigned)a2, (unsigned)a3, a4, timespec_from_user,
		timespec_to_user);
}

SYSCALL(recvmmsg_time64)
{
	return receive_many(a0, a1, (unsigned)a2, (unsigned)a3, a4, timespec64_from_user,
		timespec64_to_user);
}
