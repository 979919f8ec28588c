/* SPDX-License-Identifier: MIT */
/*
 * Interrupt handlers, in one table for all CPUs. A handler runs with interrupts off and must not
 * sleep. It may wake threads; the switch happens when the outermost handler has returned.
 */
#pragma once
#include <arch/irq.h>
#include <lib/base.h>

typedef void irq_handler(unsigned irq);

/* Set the handler of `irq` (enum irq_number, or IRQ_DEVICE + line). 0; -EINVAL: no such irq;
 * -EBUSY: it has a handler. Any context. */
int irq_set_handler(unsigned irq, irq_handler *handler);
