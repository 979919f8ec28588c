/* SPDX-License-Identifier: MIT */
/*
 * epoll(7).
 */
#pragma once
#include <fs/vfs.h>

struct epoll_result {
	uint32_t events;
	uint64_t data;
};

/* A new instance. 0 or -ENOMEM. */
int epoll_create(struct file **file);

/* epoll_ctl(2): 0, -EINVAL (`epoll` is none, bad flags), -EPERM (the file knows no events),
 * -EEXIST, -ENOENT, -ELOOP, -ENOMEM. `wanted` counts for ADD and MOD. */
int epoll_control(struct file *epoll, int operation, int fd, struct file *target,
	const struct epoll_result *wanted);

/* Wait by `deadline_ns` for up to `max` events: how many, 0 when the time is over, -EINVAL, or what
 * wait_event_interruptible() gives. */
long epoll_wait(struct file *epoll, struct epoll_result *results, unsigned max,
	uint64_t deadline_ns);
