/* SPDX-License-Identifier: MIT */
/*
 * The i386 part of a thread: see <arch/thread.h>.
 */
#pragma once
#include <asm/segments.h>
#include <stdint.h>

struct arch_aspace;

struct arch_thread {
	uintptr_t sp; /* the callee-saved registers are here while it does not run */
	void *stack_top;
	struct arch_aspace *aspace;
	uint64_t user_cycles; /* <arch/user_time.h> */
	unsigned extras;      /* has its own address space or FPU state: see arch_switch_extras() */
	uint64_t tls[TLS_ENTRIES]; /* the user's descriptors, for the GDT */
	void *fpu;                 /* XSAVE area; NULL: a kernel thread */
};
