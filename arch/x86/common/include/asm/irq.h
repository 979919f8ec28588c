/* SPDX-License-Identifier: MIT */
/*
 * Local interrupt state: EFLAGS.IF (Intel SDM 3A, 6.8.1). Inline part of <arch/irq.h>.
 */
#pragma once
#include <stdbool.h>

#define EFLAGS_IF 0x200ul
#define EFLAGS_AC 0x40000ul

static inline unsigned long arch_flags(void)
{
	unsigned long flags;

	asm volatile("pushf; pop %0" : "=r"(flags)::"memory");
	return flags;
}

static inline bool arch_irqs_enabled(void)
{
	return arch_flags() & EFLAGS_IF;
}

static inline void arch_irq_enable(void)
{
	asm volatile("sti" ::: "memory");
}

static inline void arch_irq_disable(void)
{
	asm volatile("cli" ::: "memory");
}

static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	asm volatile("pushf; pop %0; cli" : "=r"(flags)::"memory");
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	if (flags & EFLAGS_IF)
		arch_irq_enable();
}
