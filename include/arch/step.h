/* SPDX-License-Identifier: MIT */
/*
 * Contract: breakpoints in user code, and stepping out of line. A copy of the instruction under a
 * breakpoint is executed in a slot, an executable place of the same address space, so that the
 * breakpoint stays in place. Only for instructions that continue at the next one.
 */
#pragma once
#include <arch/trap.h>

#define STEP_CODE_MAX 16 /* bytes of code that are examined, and the size of a slot */
#define STEP_TRAP_MAX 4

/* Store in `trap` the breakpoint instruction that replaces the one at `code`. Returns its size in
 * bytes. */
size_t arch_breakpoint(const uint8_t code[STEP_CODE_MAX], uint8_t trap[STEP_TRAP_MAX]);

/* The address of the breakpoint that raised FAULT_BREAKPOINT in `frame`. */
uintptr_t arch_breakpoint_pc(const struct trapframe *frame);

/* Fill the slot at `slot_pc` with code that has the effect of `code`, the instruction at `pc`.
 * False if the instruction cannot be moved (it jumps, or the slot is too far away). */
bool arch_step_fill(uint8_t slot[STEP_CODE_MAX], uintptr_t slot_pc,
	const uint8_t code[STEP_CODE_MAX], uintptr_t pc);

/* Emulate an instruction that cannot be moved but may be a function's first: a jump to a fixed
 * place, a branch, or one that takes its address. Only where instructions are not stepped in place.
 * 1: done; 0: it is another instruction. `frame` is at the instruction; NULL: only say whether it
 * is one. Thread context, the frame's own thread. */
int arch_jump_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX]);

/* Can an instruction be stepped in place, without a slot? */
bool arch_step_in_place(void);

/* Make the frame execute one instruction, in the slot (or in place), and then trap. */
void arch_step_begin(struct trapframe *frame, uintptr_t slot_pc);

/* FAULT_BREAKPOINT was raised while stepping. Is the instruction done? Then stepping is over. */
bool arch_step_ended(struct trapframe *frame, uintptr_t slot_pc);

/* Stop stepping before the instruction is done. */
void arch_step_cancel(struct trapframe *frame);

/*
 * Emulate an instruction of a pair that would not survive a trap in between (load-reserved,
 * store-conditional). 1: done; 0: the instruction need not be emulated; -EFAULT: its address is
 * bad. `owner` identifies the thread: the store fails if another thread's load-reserved, or
 * arch_step_forget(), came in between. *address is the address accessed. Thread context, the
 * frame's own thread.
 */
int arch_step_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX], unsigned owner,
	uintptr_t *address);
void arch_step_forget(void);

/* The distance in bytes from the load-reserved at `code` to the store-conditional of the pair; 0 if
 * `code` is not a load-reserved. */
size_t arch_step_pair(const uint8_t *code, size_t available);
