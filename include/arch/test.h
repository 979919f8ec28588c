/* SPDX-License-Identifier: MIT */
/*
 * Contract for the kernel's own tests and benchmarks: code that only an architecture can write. It
 * is in the overlay's test/ folder and linked only into the test image.
 */
#pragma once
#include <lib/base.h>

/* Fill every callee-saved and caller-saved integer register with values made from `seed`, spin
 * `loops` times without touching memory, and check them. Returns the number of registers that
 * changed. */
int arch_test_registers(unsigned long seed, unsigned long loops);

/* As above for the FPU and vector registers (x87/SSE/AVX as the CPU has; F/D) and control words. */
int arch_test_fpu(unsigned long seed, unsigned long loops);

/* For a thread that has not used the FPU and vector registers yet: how many of them differ from the
 * architecture's initial state? */
int arch_test_fpu_fresh(void);

/* Execute an illegal instruction. */
void arch_test_illegal_instruction(void);

/* Only the assembly part of arch_switch(), to measure the lower limit in the benchmarks. The rest
 * of the thread's state is not switched. Interrupts off on both sides. */
void arch_switch_stack_only(void *prev_arch_thread, void *next_arch_thread);
