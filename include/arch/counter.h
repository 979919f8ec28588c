/* SPDX-License-Identifier: MIT */
/*
 * Contract: hiding the machine's counters from programs. While they are hidden, an instruction that
 * reads one traps (FAULT_PROTECTION or FAULT_ILLEGAL, or see arch_counters_trap()), and the kernel
 * supplies the value.
 */
#pragma once
#include <arch/trap.h>

#define COUNTER_CODE_MAX 4 /* bytes of such an instruction */

/* Hide the counters on this CPU if it can do that. Boot. */
void arch_counters_hide(void);

/* Does `code`, the instruction at the frame's pc, read the clock's counter? If so, emulate it: it
 * reads the value for `ns` nanoseconds since boot, and `processor` if it reads the number of its
 * processor, too. Any context. */
bool arch_counter_emulate(struct trapframe *frame, const uint8_t code[COUNTER_CODE_MAX],
	uint64_t ns, unsigned processor);

/* arch_counters_trap(): do all such instructions trap by themselves? Otherwise they must be
 * replaced. arch_counter_find() returns the offset of the first one that does not trap in `length`
 * bytes of code, aligned as instructions are; `length` if there is none. arch_counter_replace()
 * replaces that instruction by one that raises FAULT_BREAKPOINT and that arch_counter_emulate()
 * knows. Any context. */
bool arch_counters_trap(void);
size_t arch_counter_find(const uint8_t *code, size_t length);
void arch_counter_replace(uint8_t code[COUNTER_CODE_MAX]);
