/* SPDX-License-Identifier: MIT */
/*
 * The switch between two threads. Inline part of <arch/switch.h>.
 */
#pragma once
#include <arch/irq.h>
#include <asm/cpu.h>
#include <asm/thread.h>
#include <lib/base.h>

/* Registers and stack (entry.S). */
void arch_switch_stack(struct arch_thread *prev, struct arch_thread *next);

/* As above, and the parts that few threads have: another address space, FPU state. */
void arch_switch_extras(struct arch_thread *prev, struct arch_thread *next);

static inline void arch_switch(struct arch_thread *prev, struct arch_thread *next)
{
	assert_irqs_off();
	cpu_set_current((struct thread *)next, (uintptr_t)next->stack_top);
	if (unlikely(prev->extras | next->extras))
		arch_switch_extras(prev, next);
	else
		arch_switch_stack(prev, next);
}
