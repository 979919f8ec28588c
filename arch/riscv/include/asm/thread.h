/* SPDX-License-Identifier: MIT */
/*
 * The RISC-V part of a thread: see <arch/thread.h>. In the kernel, tp points to it.
 */
#pragma once
#include <stdint.h>

struct arch_aspace;
struct cpu;

struct arch_thread {
	uintptr_t sp; /* where the callee-saved registers are, while it does not run */
	void *stack_top;
	struct cpu *cpu;   /* the CPU it runs on, while it runs */
	uintptr_t scratch; /* the trap entry's, while on the way in from user mode */
	struct arch_aspace *aspace;
	uint64_t user_cycles; /* <arch/user_time.h> */
	uintptr_t extras; /* has an address space of its own or FPU state: see arch_switch_extras */
	void *fpu;        /* struct fpu_state; NULL: never used it, and then sstatus.FS is off */
};
