/* SPDX-License-Identifier: MIT */
/*
 * Local interrupt state of a simulated CPU. Inline part of <arch/irq.h>. Turning interrupts on is a
 * point, where pending ones are taken and other CPUs may run.
 */
#pragma once
#include <asm/cpu.h>
#include <stdbool.h>

void host_point(void);

static inline bool arch_irqs_enabled(void)
{
	return host_arch_cpu()->irqs_on;
}

static inline void arch_irq_enable(void)
{
	host_arch_cpu()->irqs_on = true;
	host_point();
}

static inline void arch_irq_disable(void)
{
	host_arch_cpu()->irqs_on = false;
}

static inline unsigned long arch_irq_save(void)
{
	unsigned long flags = host_arch_cpu()->irqs_on;

	host_arch_cpu()->irqs_on = false;
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	if (flags)
		arch_irq_enable();
}
