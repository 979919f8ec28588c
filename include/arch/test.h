/* SPDX-License-Identifier: MIT */
/*
 * Contract for the kernel's own tests and benches: code that only an architecture can write.
 * Implemented in the overlay's test/ folder, linked into the test image only.
 */
#pragma once
#include <lib/base.h>

/* Fill every callee-saved and caller-saved integer register with values made from `seed`, spin
 * `loops` times without touching memory, check them all; the number of registers that changed. */
int arch_test_registers(unsigned long seed, unsigned long loops);

/* The same for FPU and vector registers (x87/SSE/AVX as the CPU has; F/D) and control words. */
int arch_test_fpu(unsigned long seed, unsigned long loops);

/* In a thread that has not used them yet: how many of those registers differ from the state that
 * the architecture starts with. */
int arch_test_fpu_fresh(void);

/* Execute an illegal instruction. */
void arch_test_illegal_instruction(void);

/* Only the assembly tail of arch_switch(), for the bare limit in the benches: what else belongs to
 * a thread stays the caller's. Interrupts off on both sides. */
void arch_switch_stack_only(void *prev_arch_thread, void *next_arch_thread);
