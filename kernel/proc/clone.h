/* SPDX-License-Identifier: MIT */
/*
 * clone(): create a thread or a process from the current one.
 */
#pragma once
#include <lib/base.h>
#include <uapi/sched.h>

/* The arguments of clone() and its relatives. */
struct clone_request {
	uint64_t flags;       /* CLONE_*, without the signal */
	int exit_signal;      /* sent to the parent at the end; 0: none */
	uintptr_t stack;      /* the new stack pointer; 0: the caller's */
	uintptr_t tls;        /* CLONE_SETTLS */
	uintptr_t parent_tid; /* CLONE_PARENT_SETTID */
	uintptr_t child_tid;  /* CLONE_CHILD_SETTID, CLONE_CHILD_CLEARTID */
	/* The copy replaces the caller: it has the caller's registers, including the result
	 * register, its open files as a snapshot, and its clear_tid and robust list. */
	bool in_place;
	struct aspace *aspace; /* the new process's, with a reference; NULL: a fork */
};

/* Return the new thread's id, or -EINVAL (flags that exclude each other), -EPERM (namespaces),
 * -EAGAIN, -ENOMEM, -EFAULT. With CLONE_VFORK it returns when the child no longer uses the caller's
 * memory. Thread context, of a user process. */
long clone_thread(const struct clone_request *request);
