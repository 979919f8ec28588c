/* SPDX-License-Identifier: MIT */
/*
 * poll(2), select(2) and their variants with signal masks.
 */
#include <fs/event/poll.h>
#include <fs/upcalls.h>
#include <kernel/signal/signal.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>
#include <kernel/time/clock.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/time.h>

#define NS_PER_SEC ((uint64_t)1000000000)

/* A timeout argument: its user address, its format, and the deadline. */
struct poll_limit {
	uintptr_t user; /* 0: no timeout */
	bool is64;
	unsigned unit_ns; /* unit of the second field: 1, or 1000 for struct timeval */
	uint64_t deadline_ns;
};

static uint64_t deadline_after(uint64_t ns)
{
	uint64_t now_ns = clock_ns();

	return ns == 0 ? 0 : ns < TIME_NEVER - now_ns ? now_ns + ns : TIME_NEVER;
}

static int limit_get(struct poll_limit *limit, uintptr_t user, bool is64, unsigned unit_ns)
{
	uint64_t ns;
	int error;

	*limit = (struct poll_limit){user, is64, unit_ns, TIME_NEVER};
	if (!user)
		return 0;
	if (unit_ns == 1) {
		error = user_timespec_get(user, is64, &ns);
		if (error)
			return error;
	} else { /* struct timeval of words; tv_usec may exceed a second */
		long words[2];

		if (copy_from_user(words, user, sizeof(words)))
			return -EFAULT;
		if (words[0] < 0 || words[1] < 0)
			return -EINVAL;
		ns = MIN((uint64_t)words[0], UINT64_MAX / 4 / NS_PER_SEC) * NS_PER_SEC;
		ns += MIN((uint64_t)words[1], UINT64_MAX / 4 / 1000) * 1000;
	}
	limit->deadline_ns = deadline_after(ns);
	return 0;
}

/* Store the time left at limit->user; a failed copy is no error. */
static void limit_put(const struct poll_limit *limit)
{
	struct linux_timespec64 left = {0, 0};
	struct linux_timespec_long words;
	uint64_t now_ns = clock_ns();

	if (!limit->user)
		return;
	if (limit->deadline_ns > now_ns) {
		left.tv_sec = (int64_t)((limit->deadline_ns - now_ns) / NS_PER_SEC);
		left.tv_nsec =
			(int64_t)((limit->deadline_ns - now_ns) % NS_PER_SEC / limit->unit_ns);
	}
	words = (struct linux_timespec_long){(long)left.tv_sec, (long)left.tv_nsec};
	if (limit->is64)
		copy_to_user(limit->user, &left, sizeof(left));
	else
		copy_to_user(limit->user, &words, sizeof(words));
}

/* Result of a call that a signal may have interrupted: it is restarted only if no handler runs. */
static long interrupted(long result)
{
	return result == -ERESTARTSYS ? -ERESTARTNOHAND : result;
}

int user_mask_set(uintptr_t mask, size_t size)
{
	uint64_t set;

	if (!mask)
		return 0;
	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, mask, sizeof(set)))
		return -EFAULT;
	signal_set_mask_for_call(set);
	return 0;
}

void user_mask_end(uintptr_t mask, long result)
{
	if (mask && result != -ERESTARTNOHAND && result != -EINTR)
		signal_restore_mask();
}

/* --- poll --- */

static long do_poll(uintptr_t user, unsigned n, uint64_t deadline_ns)
{
	struct poll_request near[8], *requests = near;
	size_t size = n * sizeof(*requests);
	long result;

	if (n > process_open_limit())
		return -EINVAL;
	if (n > ARRAY_SIZE(near)) {
		requests = kmalloc(size);
		if (!requests)
			return -ENOMEM;
	}
	result = n && copy_from_user(requests, user, size)
			 ? -EFAULT
			 : interrupted(poll_files(requests, n, deadline_ns));
	for (unsigned i = 0; result >= 0 && i < n; i++)
		if (copy_to_user(user + i * sizeof(*requests) +
					 offsetof(struct poll_request, revents),
			    &requests[i].revents, sizeof(requests[i].revents)))
			result = -EFAULT;
	if (requests != near)
		kfree(requests);
	return result;
}

SYSCALL(poll)
{
	int ms = (int)a2;

	return do_poll(a0, (unsigned)a1,
		ms < 0 ? TIME_NEVER : deadline_after((uint64_t)ms * 1000000));
}

static long masked_poll(uintptr_t user, unsigned n, uintptr_t time, bool is64, uintptr_t mask,
	size_t mask_size)
{
	struct poll_limit limit;
	long result = limit_get(&limit, time, is64, 1);

	if (!result)
		result = user_mask_set(mask, mask_size);
	if (result)
		return result;
	result = do_poll(user, n, limit.deadline_ns);
	user_mask_end(mask, result);
	limit_put(&limit);
	return result;
}

SYSCALL(ppoll)
{
	return masked_poll(a0, (unsigned)a1, a2, false, a3, a4);
}

SYSCALL(ppoll_time64)
{
	return masked_poll(a0, (unsigned)a1, a2, true, a3, a4);
}

/* --- select --- */

enum { SET_IN, SET_OUT, SET_EXCEPT, SETS };

static const struct {
	unsigned ask, tell;
} set_events[SETS] = {
	[SET_IN] = {POLLIN | POLLRDNORM | POLLRDBAND,
		POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR},
	[SET_OUT] = {POLLOUT | POLLWRNORM | POLLWRBAND,
		POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR},
	[SET_EXCEPT] = {POLLPRI, POLLPRI},
};

/* The three sets of `n` bits, and the poll requests made from them. */
struct selection {
	unsigned n, words, count;
	unsigned long *sets[SETS]; /* NULL: not passed */
	struct poll_request *requests;
	unsigned long room[];
};

static int selection_get(struct selection *selection, const uintptr_t users[SETS])
{
	for (int set = 0; set < SETS; set++) {
		unsigned long *bits = selection->room + set * selection->words;

		if (!users[set])
			continue;
		if (copy_from_user(bits, users[set], selection->words * sizeof(long)))
			return -EFAULT;
		selection->sets[set] = bits;
	}
	for (unsigned fd = 0; fd < selection->n; fd++) {
		unsigned events = 0;

		for (int set = 0; set < SETS; set++)
			if (selection->sets[set] && bitmap_test(selection->sets[set], fd))
				events |= set_events[set].ask;
		if (events)
			selection->requests[selection->count++] =
				(struct poll_request){.fd = (int)fd, .events = (uint16_t)events};
	}
	return 0;
}

/* Set the bits of the sets from the poll results: the number of bits set, or -EBADF. */
static long selection_answer(struct selection *selection)
{
	long count = 0;

	for (int set = 0; set < SETS; set++)
		if (selection->sets[set])
			memset(selection->sets[set], 0, selection->words * sizeof(long));
	for (unsigned i = 0; i < selection->count; i++) {
		const struct poll_request *request = &selection->requests[i];

		if (request->revents & POLLNVAL)
			return -EBADF;
		for (int set = 0; set < SETS; set++) {
			if (!selection->sets[set] || !(request->events & set_events[set].ask) ||
				!(request->revents & set_events[set].tell))
				continue;
			bitmap_set(selection->sets[set], (size_t)request->fd);
			count++;
		}
	}
	return count;
}

static long do_select(int n, const uintptr_t users[SETS], uint64_t deadline_ns)
{
	struct selection *selection;
	unsigned words;
	long result;

	if (n < 0)
		return -EINVAL;
	n = MIN(n, (int)READ_ONCE(files_current()->size));
	words = BITMAP_WORDS((unsigned)n);
	selection = kzalloc(sizeof(*selection) + SETS * words * sizeof(long) +
			    (size_t)n * sizeof(struct poll_request));
	if (!selection)
		return -ENOMEM;
	selection->n = (unsigned)n;
	selection->words = words;
	selection->requests = (struct poll_request *)(selection->room + SETS * words);
	result = selection_get(selection, users);
	if (!result)
		result =
			interrupted(poll_files(selection->requests, selection->count, deadline_ns));
	if (result >= 0)
		result = selection_answer(selection);
	for (int set = 0; set < SETS && result >= 0; set++)
		if (selection->sets[set] &&
			copy_to_user(users[set], selection->sets[set], words * sizeof(long)))
			result = -EFAULT;
	kfree(selection);
	return result;
}

SYSCALL(select)
{
	const uintptr_t users[SETS] = {a1, a2, a3};
	struct poll_limit limit;
	long result = limit_get(&limit, a4, false, 1000);

	if (result)
		return result;
	result = do_select((int)a0, users, limit.deadline_ns);
	limit_put(&limit);
	return result;
}

static long masked_select(int n, const uintptr_t users[SETS], uintptr_t time, bool is64,
	uintptr_t mask_user)
{
	unsigned long mask[2] = {0, 0}; /* its address and size */
	struct poll_limit limit;
	long result;

	if (mask_user && copy_from_user(mask, mask_user, sizeof(mask)))
		return -EFAULT;
	result = limit_get(&limit, time, is64, 1);
	if (!result)
		result = user_mask_set(mask[0], mask[1]);
	if (result)
		return result;
	result = do_select(n, users, limit.deadline_ns);
	user_mask_end(mask[0], result);
	limit_put(&limit);
	return result;
}

SYSCALL(pselect6)
{
	const uintptr_t users[SETS] = {a1, a2, a3};

	return masked_select((int)a0, users, a4, false, a5);
}

SYSCALL(pselect6_time64)
{
	const uintptr_t users[SETS] = {a1, a2, a3};

	return masked_select((int)a0, users, a4, true, a5);
}
