/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that count: events (eventfd(2)) and expirations of timers (timerfd_create(2)).
 */
#pragma once
#include <fs/vfs.h>

/* A counter that starts at `count`; with `semaphore` a read takes 1. 0 or -ENOMEM. */
int eventfd_create(uint64_t count, bool semaphore, int flags, struct file **file);

/* A stopped timer. */
int timerfd_create(int flags, struct file **file);

struct timerfd_setting {
	uint64_t value_ns;    /* until it expires; 0: stopped */
	uint64_t interval_ns; /* then every so often; 0: once */
};

/* Start or stop the timer of `file`: `deadline_ns` on clock_ns()'s scale, 0 stops. `old` gets
 * what was left. 0 or -EINVAL: no such file. */
int timerfd_set(struct file *file, uint64_t deadline_ns, uint64_t interval_ns,
	struct timerfd_setting *old);
int timerfd_get(struct file *file, struct timerfd_setting *setting);
