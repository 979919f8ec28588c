/* SPDX-License-Identifier: MIT */
/*
 * Futexes of processes: the key of a word of memory, and releasing locks when a thread ends.
 */
#pragma once
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/futex.h>
#include <uapi/errno.h>

/* Get the key of a futex that only threads of the current process use. 0, -EINVAL (not aligned),
 * -EFAULT (not a user address). */
static inline int futex_key_of_private(uintptr_t word, struct futex_key *key)
{
	if (word % sizeof(uint32_t))
		return -EINVAL;
	if (word >= USER_MAX)
		return -EFAULT;
	*key = (struct futex_key){(uintptr_t)current_process()->aspace, word};
	return 0;
}

/* Get the key of the futex at `word` in the current process. `shared`: if the word is in a shared
 * mapping, all processes that map it get the same key. 0, -EINVAL (not aligned), -EFAULT (not a
 * user address, or not mapped). Thread context, may sleep. */
int futex_key_of(uintptr_t word, bool shared, struct futex_key *key);

/* The current thread `self`, a user thread, ends, and its memory still exists: release the locks of
 * its robust list, clear its tid (set_tid_address()), and wake their waiters. May sleep. */
void futex_thread_exit(struct thread *self);
