/* SPDX-License-Identifier: MIT */
/*
 * signalfd(2): signals as something to read.
 */
#pragma once
#include <fs/vfs.h>
#include <lib/atomic.h>

/* A descriptor's file for the signals of `mask`. 0 or -ENOMEM. */
int signalfd_create(uint64_t mask, int flags, struct file **file);

/* Change the mask of one: 0, or -EINVAL for another kind of file. */
int signalfd_set_mask(struct file *file, uint64_t mask);

/* How many descriptors there are. */
extern struct atomic signalfd_users;

/* A signal has become pending somewhere: tell them. Any context. */
void signalfd_notify_users(void);
static inline void signalfd_notify(void)
{
	if (unlikely(atomic_load(&signalfd_users)))
		signalfd_notify_users();
}
