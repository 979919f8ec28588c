/* SPDX-License-Identifier: MIT */
/*
 * Futexes of processes: which key a word of memory has, and what a thread leaves behind.
 */
#pragma once
#include <kernel/sync/futex.h>

/* The key of the word at `word` in the current process. `shared`: threads of other processes that
 * map the same find the same. 0, -EINVAL (not aligned), -EFAULT (not the user's, or nothing there).
 * Thread context. */
int futex_key_of(uintptr_t word, bool shared, struct futex_key *key);

/* The current thread `self`, a user's, ends while its memory is still there: release the locks in
 * its robust list, clear its tid (set_tid_address()) and wake who waits for these. */
void futex_thread_exit(struct thread *self);
