/* SPDX-License-Identifier: MIT */
/*
 * Contract: local interrupt state, interrupt lines and the interrupt up-call.
 *
 * Disabling interrupts keeps this CPU's handlers out; it is never a lock, since other CPUs go on.
 * Inline implementations come from the architecture's <asm/irq.h>:
 *
 *   bool arch_irqs_enabled(void)                  are interrupts on, on this CPU?
 *   void arch_irq_enable(void)                    turn them on
 *   void arch_irq_disable(void)                   turn them off
 *   unsigned long arch_irq_save(void)             turn them off, return the former state
 *   void arch_irq_restore(unsigned long flags)    put that state back
 */
#pragma once
#include <asm/irq.h>
#include <lib/assert.h>
#include <lib/base.h>

struct trapframe;

/* What irq_dispatch() is told. Device lines follow IRQ_DEVICE: IRQ_DEVICE + line. */
enum irq_number {
	IRQ_TIMER,
	IRQ_IPI,
	IRQ_SPURIOUS,
	IRQ_DEVICE,
	IRQ_MAX = IRQ_DEVICE + 128,
};

/* In debug builds, assert that this CPU takes no interrupts. */
static inline void assert_irqs_off(void)
{
	DEBUG_ASSERT(!arch_irqs_enabled());
}

/*
 * Up-call: every interrupt, on every architecture, arrives here once, with interrupts off.
 * The controller has been acknowledged, or will be when this returns; device lines are level
 * or edge as the firmware says. May switch threads before it returns (kernel/sched/irq.c).
 */
void irq_dispatch(struct trapframe *frame, unsigned irq);

/* Let device line `line` interrupt the boot CPU. Any context. 0 or -EINVAL. */
int arch_irq_unmask(unsigned line);
