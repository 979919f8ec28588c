/* SPDX-License-Identifier: MIT */
/*
 * The part of a thread that only user threads have. struct thread points to it (NULL for kernel
 * threads); it lies at the top of the thread's kernel stack.
 */
#pragma once
#include <arch/trap.h>
#include <kernel/proc/id_table.h>
#include <kernel/sched/thread.h>
#include <kernel/signal/signal.h>

/* Set by the scheduling system calls (sched(7)); schedparam.h says what they mean. */
struct sched_parameters {
	int policy;   /* SCHED_... */
	int priority; /* 1..99 for SCHED_FIFO and SCHED_RR, otherwise 0 */
	int nice;     /* -20..19 */
	bool reset_on_fork;
};

/* The arguments that restart_syscall() resumes a call with. */
struct restart_args {
	uint64_t deadline_ns;
	unsigned long words[3];
};

struct user_thread {
	/* Used only by the thread itself. */
	uintptr_t clear_tid;   /* set_tid_address(): at its end, zeroed, waiters woken; 0: none */
	uintptr_t robust_list; /* set_robust_list() */

	/* A system call that ended with -ERESTARTSYS or the like, until signal_deliver() has
	 * decided whether to restart it. */
	struct {
		long result; /* 0: none */
		long number;
		unsigned long arg0;
		/* -ERESTART_RESTARTBLOCK: restart_syscall() calls it */
		long (*resume)(const struct restart_args *args);
		struct restart_args args;
	} restart;
	uintptr_t fault_addr; /* of its last page fault, for the signal frame */
	bool real_ids;        /* in access(): check paths for the real user and group */
	uint16_t explored;    /* its number in the explored schedule, plus 1; 0: none */
	uint64_t explored_ns; /* its steps and calls, on the explorer's clock */

	struct thread *thread; /* the thread that this is part of; constant */

	/* Lock: thread_table_lock. */
	struct id_node by_tid;
	bool owns_pi; /* a thread has waited for a PI futex that this one owns */
	struct thread_signals signals;
	struct sched_parameters sched;
	uint64_t excluded_processors; /* by bit; of those only shown (kernel/proc/processors.h) */
};

/* Set one up for the new `thread` just below `top`, the top of its stack, with the current thread's
 * signal mask, scheduling parameters and affinity. The result is 16-byte aligned and is the new top
 * of the stack. */
struct user_thread *user_thread_init(void *top, struct thread *thread);

/* The registers with which the current thread entered the kernel from user mode. */
static inline struct trapframe *current_user_frame(void)
{
	return frame_place_user(current_thread()->arch.stack_top);
}

static inline struct user_thread *current_user(void)
{
	return current_thread()->user;
}
