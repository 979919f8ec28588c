/* SPDX-License-Identifier: MIT */
/*
 * Contract: local interrupt state, interrupt lines and the interrupt up-call.
 *
 * Disabling interrupts keeps this CPU's handlers from running; it is never a lock, since other CPUs
 * continue. Inline implementations come from the architecture's <asm/irq.h>:
 *
 *   bool arch_irqs_enabled(void)                  are interrupts on, on this CPU?
 *   void arch_irq_enable(void)                    turn them on
 *   void arch_irq_disable(void)                   turn them off
 *   unsigned long arch_irq_save(void)             turn them off, return the previous state
 *   void arch_irq_restore(unsigned long flags)    restore that state
 */
#pragma once
#include <asm/irq.h>
#include <lib/assert.h>
#include <lib/base.h>

struct trapframe;

/* The interrupt that irq_dispatch() handles. Device line n is IRQ_DEVICE + n. */
enum irq_number {
	IRQ_TIMER,
	IRQ_IPI,
	IRQ_SPURIOUS,
	IRQ_DEVICE,
	IRQ_MAX = IRQ_DEVICE + 128,
};

/* In debug builds, assert that interrupts are off on this CPU. */
static inline void assert_irqs_off(void)
{
	DEBUG_ASSERT(!arch_irqs_enabled());
}

/*
 * Up-call: every interrupt arrives here exactly once, on every architecture. The controller has
 * been acknowledged, or will be when this returns; device lines are level- or edge-triggered as the
 * firmware says. May switch threads before it returns (kernel/sched/irq.c). Interrupts off.
 */
void irq_dispatch(struct trapframe *frame, unsigned irq);

/* Let device line `line` interrupt the boot CPU. 0 or -EINVAL. Any context. */
int arch_irq_unmask(unsigned line);
