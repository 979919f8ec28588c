/* SPDX-License-Identifier: MIT */
/*
 * The switch between two threads. Inline part of <arch/switch.h>.
 */
#pragma once
#include <asm/thread.h>
#include <lib/base.h>

/* Registers and stack; tp, which names the thread, with them (entry.S). */
void arch_switch_stack(struct arch_thread *prev, struct arch_thread *next);

/* The same, and what few threads have: an address space of their own, FPU state. */
void arch_switch_extras(struct arch_thread *prev, struct arch_thread *next);

static inline void arch_switch(struct arch_thread *prev, struct arch_thread *next)
{
	next->cpu = prev->cpu;
	if (unlikely(prev->extras | next->extras))
		arch_switch_extras(prev, next);
	else
		arch_switch_stack(prev, next);
}
