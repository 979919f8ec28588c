/* SPDX-License-Identifier: MIT */
/*
 * The RISC-V part of a thread: see <arch/thread.h>. In the kernel, tp points to it.
 */
#pragma once
#include <stdint.h>

struct arch_aspace;
struct cpu;

struct arch_thread {
	uintptr_t sp; /* the callee-saved registers are here while it does not run */
	void *stack_top;
	struct cpu *cpu;   /* while it runs: the CPU that it runs on */
	uintptr_t scratch; /* for the trap entry from user mode */
	struct arch_aspace *aspace;
	uint64_t user_cycles; /* <arch/user_time.h> */
	uintptr_t extras;     /* has its own address space or FPU state: see arch_switch_extras() */
	void *fpu;            /* struct fpu_state; NULL: not used yet, and sstatus.FS is off */
};
