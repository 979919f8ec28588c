/* SPDX-License-Identifier: MIT */
/*
 * What a thread has for its life in user mode: struct thread has a pointer to one, NULL for kernel
 * threads. It lies at the top of the thread's kernel stack.
 */
#pragma once
#include <arch/trap.h>
#include <kernel/proc/id_table.h>
#include <kernel/sched/thread.h>
#include <kernel/signal/signal.h>

/* What the scheduling calls set (sched(7)); schedparam.h says what it means. */
struct sched_parameters {
	int policy;   /* SCHED_... */
	int priority; /* 1..99 for SCHED_FIFO and SCHED_RR, else 0 */
	int nice;     /* -20..19 */
	bool reset_on_fork;
};

/* What a call is resumed with. */
struct restart_args {
	uint64_t deadline_ns;
	unsigned long words[3];
};

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
		long (*resume)(const struct restart_args *args);
		struct restart_args args;
	} restart;
	uintptr_t fault_addr; /* of its last page fault, for the signal frame */
	bool real_ids;        /* access() asks: paths are for the real user and group */
	uint16_t explored;    /* its number in the explored schedule, plus 1; 0: none */
	uint64_t explored_ns; /* its steps and calls, on the explorer's clock */

	struct thread *thread; /* whose this is; constant */

	/* Lock: thread_table_lock. */
	struct id_node by_tid;
	bool owns_pi; /* somebody waited for a PI futex of its */
	struct thread_signals signals;
	struct sched_parameters sched;
};

/* Make one below `top`, for `thread`, a new thread of the current one's process, or of a new
 * process: the same mask. It begins where the rest of the stack ends, 16-byte aligned. */
struct user_thread *user_thread_init(void *top, struct thread *thread);

/* The registers with which the current thread came from user mode. */
static inline struct trapframe *current_user_frame(void)
{
	return frame_place_user(current_thread()->arch.stack_top);
}

static inline struct user_thread *current_user(void)
{
	return current_thread()->user;
}
