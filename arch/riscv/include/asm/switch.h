/* SPDX-License-Identifier: MIT */
/*
 * The switch between two threads. Inline part of <arch/switch.h>.
 */
#pragma once
#include <arch/irq.h>
#include <asm/thread.h>
#include <lib/base.h>

/* Registers and stack, and tp, which is the current thread (entry.S). */
void arch_switch_stack(struct arch_thread *prev, struct arch_thread *next);

/* As above, and the parts that few threads have: another address space, FPU state. */
void arch_switch_extras(struct arch_thread *prev, struct arch_thread *next);

static inline void arch_switch(struct arch_thread *prev, struct arch_thread *next)
{
	assert_irqs_off();
	next->cpu = prev->cpu;
	if (unlikely(prev->extras | next->extras))
		arch_switch_extras(prev, next);
	else
		arch_switch_stack(prev, next);
}
