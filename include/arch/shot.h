/* SPDX-License-Identifier: MIT */
/*
 * Contract: an interrupt after a number of instructions, in deterministic mode (QEMU's -icount with
 * shift=0, where the clock counts instructions).
 */
#pragma once
#include <lib/base.h>

/*
 * Raise IRQ_TIMER on this CPU once, `instructions` (at least 1, below 2^31) instructions after this
 * function returns. The count is off by a constant, which the caller must measure. Replaces the
 * deadline of arch_timer_set(). Interrupts off.
 */
void arch_shot(uint32_t instructions);
