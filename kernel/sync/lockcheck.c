/* SPDX-License-Identifier: MIT */
/*
 * assert_locked() for mutexes (DEBUG=1). The rest of lock checking is in kernel/lock/lockcheck.c,
 * which knows only raw locks.
 */
#include <kernel/lock/rawlock.h>
#include <kernel/sync/mutex.h>

bool lockcheck_owns(const void *mutex)
{
	return mutex_is_mine(mutex);
}
