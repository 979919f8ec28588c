/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that count: events (eventfd(2)) and expirations of timers (timerfd_create(2)).
 */
#pragma once
#include <fs/vfs.h>

/* A counter that starts at `count`; with `semaphore` a read takes 1. 0 or -ENOMEM. */
int eventfd_create(uint64_t count, bool semaphore, int flags, struct file **file);

/* A stopped timer, on the clock since boot, or (`wall`) that can be set to a time of day. */
int timerfd_create(bool wall, int flags, struct file **file);

struct timerfd_setting {
	uint64_t value_ns;    /* until it expires; 0: stopped */
	uint64_t interval_ns; /* then every so often; 0: once */
};

/* How it is set. */
enum timerfd_flag {
	TIMERFD_ABSOLUTE = 1, /* the value is a time on its clock, not a length */
	TIMERFD_CANCEL = 2, /* that and wall: reading says -ECANCELED once the date has been set */
};

/* Start or stop the timer of `file`. `old` gets what was left. 0, -EINVAL: no such file, or
 * -ECANCELED (it is set all the same): the date has been set, and no read has told of it. */
int timerfd_set(struct file *file, const struct timerfd_setting *setting, unsigned flags,
	struct timerfd_setting *old);
int timerfd_get(struct file *file, struct timerfd_setting *setting);
