/* SPDX-License-Identifier: MIT */
/*
 * Contract: how an architecture orders the memory accesses of one thread, for the explorer's store
 * buffers; and executing an instruction that arch_step_fill() refuses.
 */
#pragma once
#include <arch/step.h>

/* May the stores of a thread become visible to others in another order than the program's? */
bool arch_order_is_weak(void);

/* Does the instruction wait until the thread's earlier stores are visible to others (a fence, a
 * serializing instruction), or can it not be watched by single steps? Atomic accesses are not
 * considered (struct insn_access). */
bool arch_order_waits(const uint8_t code[STEP_CODE_MAX]);

/* Execute the instruction at the frame's pc, a jump or one whose result depends on its address, in
 * the kernel. False: it is no such instruction, or it can be stepped in place. */
bool arch_order_jump(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX]);
