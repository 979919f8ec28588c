/* SPDX-License-Identifier: MIT */
/*
 * Contract: the machine's counters, hidden from programs. While they are, an instruction that reads
 * one traps (FAULT_PROTECTION or FAULT_ILLEGAL), and the kernel gives it what it likes.
 */
#pragma once
#include <arch/trap.h>

#define COUNTER_CODE_MAX 4 /* bytes of such an instruction */

/* Hide them on this CPU. Boot. */
void arch_counters_hide(void);

/* Is `code`, the instruction at the frame's pc, one that reads the clock's counter? Then it reads
 * the value for `ns` nanoseconds since boot, and is done. Any context. */
bool arch_counter_emulate(struct trapframe *frame, const uint8_t code[COUNTER_CODE_MAX],
	uint64_t ns);
