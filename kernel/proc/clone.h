/* SPDX-License-Identifier: MIT */
/*
 * clone(): new threads and processes out of the current one.
 */
#pragma once
#include <lib/base.h>
#include <uapi/sched.h>

/* What clone() and its relatives are asked for. */
struct clone_request {
	uint64_t flags;       /* CLONE_*, without the signal */
	int exit_signal;      /* to the parent at the end; 0: none */
	uintptr_t stack;      /* the new stack pointer; 0: the caller's */
	uintptr_t tls;        /* CLONE_SETTLS */
	uintptr_t parent_tid; /* CLONE_PARENT_SETTID */
	uintptr_t child_tid;  /* CLONE_CHILD_SETTID, CLONE_CHILD_CLEARTID */
	/* The new one takes the caller's place: it has its registers, a result of 0 not among them,
	 * and what the kernel knows of its memory. */
	bool in_place;
};

/* The new one's id, or -EINVAL (flags that do not go together), -EPERM (namespaces), -EAGAIN,
 * -ENOMEM, -EFAULT. With CLONE_VFORK it returns when the child has let go of the memory. Thread
 * context, of a user process. */
long clone_thread(const struct clone_request *request);
