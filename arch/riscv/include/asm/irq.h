/* SPDX-License-Identifier: MIT */
/*
 * Local interrupt state: sstatus.SIE. Inline part of <arch/irq.h>.
 */
#pragma once
#include <asm/csr.h>
#include <stdbool.h>

static inline bool arch_irqs_enabled(void)
{
	return csr_read(sstatus) & SSTATUS_SIE;
}

static inline void arch_irq_enable(void)
{
	csr_set(sstatus, SSTATUS_SIE);
}

static inline void arch_irq_disable(void)
{
	csr_clear(sstatus, SSTATUS_SIE);
}

static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	asm volatile("csrrci %0, sstatus, %1" : "=r"(flags) : "i"(SSTATUS_SIE) : "memory");
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	csr_set(sstatus, flags & SSTATUS_SIE);
}
