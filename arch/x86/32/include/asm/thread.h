/* SPDX-License-Identifier: MIT */
/*
 * The i386 part of a thread: see <arch/thread.h>.
 */
#pragma once
#include <asm/segments.h>
#include <stdint.h>

struct arch_aspace;

struct arch_thread {
	uintptr_t sp; /* where the callee-saved registers are, while it does not run */
	void *stack_top;
	struct arch_aspace *aspace;
	uint64_t user_cycles; /* <arch/user_time.h> */
	unsigned extras; /* has an address space of its own or FPU state: see arch_switch_extras */
	uint64_t tls[TLS_ENTRIES]; /* descriptors of the user's, for the GDT */
	void *fpu;                 /* XSAVE area; NULL: a thread of the kernel */
};
