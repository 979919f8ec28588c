/* SPDX-License-Identifier: MIT */
/*
 * What a thread has for its life in user mode: struct thread has a pointer to one, NULL for kernel
 * threads. Allocated with the thread, freed with it.
 */
#pragma once
#include <kernel/proc/signal.h>
#include <kernel/sched/thread.h>

struct user_thread {
	/* Its own. */
	uintptr_t clear_tid;   /* set_tid_address(): zeroed and woken at its end; 0: none */
	uintptr_t robust_list; /* set_robust_list() */

	/* A call that ended with -ERESTARTSYS and the like, until signal_deliver() has decided. */
	struct {
		long result; /* 0: none */
		long number;
		unsigned long arg0;
		/* -ERESTART_RESTARTBLOCK: what restart_syscall() goes on with */
		long (*resume)(const unsigned long args[4]);
		unsigned long args[4];
	} restart;
	uintptr_t fault_addr; /* of its last page fault, for the signal frame */

	/* Lock: thread_table_lock. */
	struct thread_signals signals;
};

static inline struct user_thread *current_user(void)
{
	return current_thread()->user;
}
