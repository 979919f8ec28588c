/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that count events (eventfd(2)) or expirations of a timer (timerfd_create(2)). Thread
 * context; all functions may sleep.
 */
#pragma once
#include <fs/vfs.h>

/* Create a counter that starts at `count`. `semaphore`: a read subtracts 1, not all. `flags`: O_*.
 * 0 or -ENOMEM. */
int eventfd_create(uint64_t count, bool semaphore, int flags, struct file **file);

/* Create a stopped timer on the clock since boot, or (`wall`) on the time of day. 0 or -ENOMEM. */
int timerfd_create(bool wall, int flags, struct file **file);

struct timerfd_setting {
	uint64_t value_ns;    /* until it expires; 0: stopped */
	uint64_t interval_ns; /* between later expirations; 0: it expires once */
};

/* Flags of timerfd_set(). */
enum timerfd_flag {
	TIMERFD_ABSOLUTE = 1, /* value_ns is a time on the timer's clock, not an interval */
	/* With TIMERFD_ABSOLUTE and `wall`: when the date is set, a read returns -ECANCELED. */
	TIMERFD_CANCEL = 2,
};

/* Start or stop the timer of `file`; *old gets its former setting, with the time left. 0, -EINVAL
 * (another kind of file), or -ECANCELED: the date has been set, and no read has reported it; the
 * timer is set all the same. timerfd_get() returns 0 or -EINVAL. */
int timerfd_set(struct file *file, const struct timerfd_setting *setting, unsigned flags,
	struct timerfd_setting *old);
int timerfd_get(struct file *file, struct timerfd_setting *setting);
