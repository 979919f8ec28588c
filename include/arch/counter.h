/* SPDX-License-Identifier: MIT */
/*
 * Contract: the machine's counters, hidden from programs. While they are, an instruction that reads
 * one traps (FAULT_PROTECTION or FAULT_ILLEGAL, or see below), and the kernel gives it what it
 * likes.
 */
#pragma once
#include <arch/trap.h>

#define COUNTER_CODE_MAX 4 /* bytes of such an instruction */

/* Hide them on this CPU, where that can be done. Boot. */
void arch_counters_hide(void);

/* Is `code`, the instruction at the frame's pc, one that reads the clock's counter? Then it reads
 * the value for `ns` nanoseconds since boot, and is done. Any context. */
bool arch_counter_emulate(struct trapframe *frame, const uint8_t code[COUNTER_CODE_MAX],
	uint64_t ns);

/* Do all such instructions trap by themselves? Else they have to be replaced: the offset of the
 * first that does not in `length` bytes of code, `length` if there is none (`code` is as aligned as
 * instructions are); and, for the instruction there, another that traps (FAULT_BREAKPOINT) and that
 * arch_counter_emulate() knows. Any context. */
bool arch_counters_trap(void);
size_t arch_counter_find(const uint8_t *code, size_t length);
void arch_counter_replace(uint8_t code[COUNTER_CODE_MAX]);
