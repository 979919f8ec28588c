/* SPDX-License-Identifier: MIT */
/*
 * The x86-64 part of a thread: see <arch/thread.h>.
 */
#pragma once
#include <stdint.h>

struct arch_aspace;

struct arch_thread {
	uintptr_t sp; /* the callee-saved registers are here while it does not run */
	void *stack_top;
	struct arch_aspace *aspace;
	uint64_t user_cycles; /* <arch/user_time.h> */
	unsigned extras;      /* has its own address space or FPU state: see arch_switch_extras() */
	uintptr_t fs_base, gs_base; /* the user's */
	void *fpu;                  /* XSAVE area; NULL: a kernel thread */
};
