/* SPDX-License-Identifier: MIT */
/*
 * Contract: signal frames on the user's stack, in Linux's layout, and restarted system calls.
 * <asm/signal.h> defines:
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
	uintptr_t handler;    /* set by the user, not checked */
	uintptr_t restorer;   /* where the handler returns to; 0: to code in the vDSO */
	uintptr_t vdso;       /* the vDSO's address */
	uintptr_t sp;         /* top of the frame */
	uintptr_t lowest;     /* the frame must not reach below this */
	uintptr_t fault_addr; /* address of the last page fault */
	uint64_t mask;        /* blocked signals to restore */
	struct linux_stack stack;
	const struct linux_siginfo *info;
};

/* Write the frame to the user's stack and make `frame` enter the handler. 0, or -EFAULT (then
 * nothing but user memory below sp has changed). Thread context, interrupts on. */
int arch_signal_push(struct trapframe *frame, const struct signal_frame *how);

/* The largest size of a frame on the stack, in bytes. */
size_t arch_signal_frame_size(void);

/* The contents of a frame besides registers. */
struct signal_context {
	uint64_t mask;
	struct linux_stack stack; /* size unchanged for frames without siginfo */
	bool has_stack;
};

/* The handler has returned: load the interrupted registers into `frame`, which is the frame of
 * sigreturn(). Whatever the user wrote there, the kernel can safely enter the result. 0, or
 * -EFAULT: then `frame` may have some of the registers. Thread context, interrupts on. */
int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context);

/* Make `frame` execute its system call instruction again, with this number and first argument; the
 * other arguments are still in it. */
void syscall_restart(struct trapframe *frame, long number, unsigned long arg0);
