/* SPDX-License-Identifier: MIT */
/*
 * Interrupt handlers. One table for all CPUs; a handler runs with interrupts off, must not sleep,
 * and may wake threads: the switch happens when the outermost handler is done.
 */
#pragma once
#include <arch/irq.h>
#include <lib/base.h>

typedef void irq_handler(unsigned irq);

/* Set the handler of `irq` (enum irq_number, or IRQ_DEVICE + line). Once per irq; 0 or -EINVAL /
 * -EBUSY. Any context. */
int irq_set_handler(unsigned irq, irq_handler *handler);
