/* SPDX-License-Identifier: MIT */
/*
 * Futexes of processes: which key a word of memory has, and what a thread leaves behind.
 */
#pragma once
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/futex.h>
#include <uapi/errno.h>

/* The key of a word that threads of other processes find only in memory of their own. 0, -EINVAL
 * (not aligned), -EFAULT (not the user's). */
static inline int futex_key_of_private(uintptr_t word, struct futex_key *key)
{
	if (word % sizeof(uint32_t))
		return -EINVAL;
	if (word >= USER_MAX)
		return -EFAULT;
	*key = (struct futex_key){(uintptr_t)current_process()->aspace, word};
	return 0;
}

/* The key of the word at `word` in the current process. `shared`: threads of other processes that
 * map the same find the same. 0, -EINVAL (not aligned), -EFAULT (not the user's, or nothing there).
 * Thread context. */
int futex_key_of(uintptr_t word, bool shared, struct futex_key *key);

/* The current thread `self`, a user's, ends while its memory is still there: release the locks in
 * its robust list, clear its tid (set_tid_address()) and wake who waits for these. */
void futex_thread_exit(struct thread *self);
