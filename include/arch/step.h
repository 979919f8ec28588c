/* SPDX-License-Identifier: MIT */
/*
 * Contract: breakpoints in user code, and one instruction at a time out of line: a copy of the
 * instruction under a breakpoint is executed in a slot, an executable place of the same address
 * space, so that the breakpoint stays. Only for instructions that go on to the next by themselves.
 */
#pragma once
#include <arch/trap.h>

#define STEP_CODE_MAX 16 /* bytes of code that are looked at, and of an instruction's slot */
#define STEP_TRAP_MAX 4

/* The breakpoint instruction that takes the place of the one at `code`; its bytes into `trap`. */
size_t arch_breakpoint(const uint8_t code[STEP_CODE_MAX], uint8_t trap[STEP_TRAP_MAX]);

/* Where the breakpoint is that `frame` came from with FAULT_BREAKPOINT. */
uintptr_t arch_breakpoint_pc(const struct trapframe *frame);

/* Fill the slot at `slot_pc` with what does the work of the instruction at `pc`, `code`. False:
 * that one cannot be moved (it jumps, or the slot is too far away). */
bool arch_step_fill(uint8_t slot[STEP_CODE_MAX], uintptr_t slot_pc,
	const uint8_t code[STEP_CODE_MAX], uintptr_t pc);

/* Can an instruction be executed where it stands, without a slot? */
bool arch_step_in_place(void);

/* Let the frame execute one instruction, in the slot (or where it stands). */
void arch_step_begin(struct trapframe *frame, uintptr_t slot_pc);

/* FAULT_BREAKPOINT came while stepping: is the instruction done? Then stepping is over. */
bool arch_step_ended(struct trapframe *frame, uintptr_t slot_pc);

/* Stop stepping before the instruction is done. */
void arch_step_cancel(struct trapframe *frame);

/*
 * Where the kernel has to do an instruction itself, since a pair of them would not survive a trap
 * between them (load-reserved, store-conditional): 1 when it has, 0 when it need not, -EFAULT when
 * the instruction's address is bad. `owner` tells threads apart: the store fails when another one's
 * load-reserved, or arch_step_forget(), came in between. *address is what it accessed. Thread
 * context, the frame's own thread.
 */
int arch_step_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX], unsigned owner,
	uintptr_t *address);
void arch_step_forget(void);

/* Bytes from `code`, load-reserved, to the store-conditional of the pair; 0: `code` is none. */
size_t arch_step_pair(const uint8_t *code, size_t available);
