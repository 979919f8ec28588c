/* SPDX-License-Identifier: MIT */
/*
 * Contract: signal frames on the user's stack, as Linux lays them out, and calls begun again.
 * <asm/signal.h> gives:
 *
 *   SIGNAL_REDZONE        bytes below the stack pointer that belong to the interrupted function
 *   SIGNAL_HAS_RESTORER   struct sigaction has sa_restorer
 *   SYSCALL_RESTART       number of restart_syscall()
 */
#pragma once
#include <arch/trap.h>
#include <asm/signal.h>
#include <uapi/signal.h>

/* How a handler is entered. */
struct signal_frame {
	int signal;
	bool siginfo;         /* SA_SIGINFO: i386 has two kinds of frame */
	uintptr_t handler;    /* any number the user gave */
	uintptr_t restorer;   /* where the handler returns to; 0: the vDSO's code for it */
	uintptr_t vdso;       /* where that is mapped */
	uintptr_t sp;         /* the frame goes below this */
	uintptr_t lowest;     /* and must not reach below this */
	uintptr_t fault_addr; /* of the last page fault */
	uint64_t mask;        /* blocked signals to go back to */
	struct linux_stack stack;
	const struct linux_siginfo *info;
};

/* Put the frame on the user's stack and make `frame` enter the handler. 0, or -EFAULT (nothing has
 * changed but user memory below sp). Thread context, interrupts on. */
int arch_signal_push(struct trapframe *frame, const struct signal_frame *how);

/* At most so much of the stack does a frame take. */
size_t arch_signal_frame_size(void);

/* What a frame says beyond registers. */
struct signal_context {
	uint64_t mask;
	struct linux_stack stack; /* not for frames without siginfo: size unchanged */
	bool has_stack;
};

/* The handler has returned: `frame`, in sigreturn(), gets the interrupted registers. Whatever the
 * user put there, the result can be entered. 0, or -EFAULT: then `frame` may have some of them.
 * Thread context, interrupts on. */
int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context);

/* Make `frame` execute its system call instruction once more, with this number and first argument;
 * the others are still in it. */
void syscall_restart(struct trapframe *frame, long number, unsigned long arg0);
