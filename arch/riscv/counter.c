/* SPDX-License-Identifier: MIT */
/*
 * The one counter that user mode may read is the time (arch_cpu_init()). It cannot be hidden: what
 * is an illegal instruction without its bit in scounteren goes to the firmware first, and OpenSBI
 * gives the time to whoever asks (docs/caveats.md).
 */
#include <arch/counter.h>

void arch_counters_hide(void)
{
}

bool arch_counter_emulate(struct trapframe *frame, const uint8_t code[COUNTER_CODE_MAX],
	uint64_t ns)
{
	return false;
}
