/* SPDX-License-Identifier: MIT */
/*
 * Up-calls of kernel/signal: functions that this folder calls and that a folder above it provides.
 */
#pragma once
#include <lib/atomic.h>

/* The number of open signalfds (fs/event/signalfd.c). */
extern struct atomic signalfd_users;

/* A signal has become pending: wake the readers of signalfds. Any context. */
void signalfd_notify_users(void);

static inline void signalfd_notify(void)
{
	if (unlikely(atomic_load(&signalfd_users)))
		signalfd_notify_users();
}
