/* SPDX-License-Identifier: MIT */
/*
 * Interrupt dispatch: run the handler with preemption off. Then preempt the interrupted code, if it
 * allows that and the handler, or an earlier event, has asked for it.
 */
#include <arch/trap.h>
#include <kernel/debug/printk.h>
#include <kernel/lock/rawlock.h>
#include <kernel/sched/irq.h>
#include <kernel/sched/sched.h>
#include <uapi/errno.h>

static irq_handler *handlers[IRQ_MAX];

int irq_set_handler(unsigned irq, irq_handler *handler)
{
	irq_handler *none = NULL;

	if (irq >= IRQ_MAX)
		return -EINVAL;
	if (!__atomic_compare_exchange_n(&handlers[irq], &none, handler, false, __ATOMIC_RELEASE,
		    __ATOMIC_RELAXED))
		return -EBUSY;
	return 0;
}

void irq_dispatch(struct trapframe *frame, unsigned irq)
{
	irq_handler *handler = irq < IRQ_MAX ? READ_ONCE(handlers[irq]) : NULL;
	struct thread *self = current_thread();

	assert_irqs_off();
	self->preempt_count++;
	this_cpu()->irqs++;
	lockcheck_handler_begins();
	if (likely(handler))
		handler(irq);
	else if (irq != IRQ_SPURIOUS)
		printk("irq %u: no handler\n", irq);
	lockcheck_handler_ends();
	if (--self->preempt_count == 0 && frame_irqs_on(frame))
		while (this_cpu()->need_resched)
			sched_preempt();
}
