/* SPDX-License-Identifier: MIT */
/*
 * epoll(7). Thread context; all functions may sleep.
 */
#pragma once
#include <fs/vfs.h>

struct epoll_result {
	uint32_t events;
	uint64_t data;
};

/* Create an instance: its file in *file, with a reference. 0 or -ENOMEM. */
int epoll_create(struct file **file);

/* epoll_ctl(2). `wanted` is used by ADD and MOD. 0, -EINVAL (`epoll` is no epoll file, bad flags),
 * -EPERM (`target` has no poll operation), -EEXIST, -ENOENT, -ELOOP, or -ENOMEM. */
int epoll_control(struct file *epoll, int operation, int fd, struct file *target,
	const struct epoll_result *wanted);

/* Wait until `deadline_ns` for up to `max` events (0: do not wait). Returns their number, 0 after
 * the deadline, -EINVAL (no epoll file), or an error of wait_event_interruptible(). */
long epoll_wait(struct file *epoll, struct epoll_result *results, unsigned max,
	uint64_t deadline_ns);
