/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: the stimecmp register (extension Sstc) where the device tree announces it, else the
 * SBI's timer call.
 */
#include <arch/time.h>
#include <arch/vdso.h>
#include <asm/csr.h>
#include <asm/platform.h>
#include <asm/sbi.h>

struct time_scale time_scale;

void arch_time_init(const struct boot_info *info)
{
	time_scale.mult = (1000000000ull << TIME_SHIFT) / machine.timebase_hz;
	time_scale.base = arch_cycles();
}

void arch_timer_set(uint64_t deadline_cycles)
{
	if (deadline_cycles == TIME_NEVER) {
		csr_clear(sie, SIE_TIMER);
		return;
	}
	if (machine.has_sstc)
		asm volatile("csrw %0, %1" ::"i"(CSR_STIMECMP), "r"(deadline_cycles));
	else
		sbi_call(SBI_TIME, SBI_TIME_SET, deadline_cycles, 0, 0, 0);
	csr_set(sie, SIE_TIMER);
}

const char *arch_timer_name(void)
{
	return machine.has_sstc ? "Sstc" : "SBI";
}

bool arch_counter_is_usable(void)
{
	return true;
}
