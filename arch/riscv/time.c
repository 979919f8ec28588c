/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: the stimecmp register (extension Sstc) where the device tree announces it, else the
 * SBI's timer call.
 */
#include <arch/time.h>
#include <asm/csr.h>
#include <asm/platform.h>
#include <asm/sbi.h>

struct time_scale time_scale;

void arch_time_init(const struct boot_info *info)
{
	time_scale.mult = (1000000000ull << TIME_SHIFT) / machine.timebase_hz;
	time_scale.base = time_read();
}

static void compare_set(uint64_t count)
{
	if (machine.has_sstc)
		asm volatile("csrw %0, %1" ::"i"(CSR_STIMECMP), "r"(count));
	else
		sbi_call(SBI_TIME, SBI_TIME_SET, count, 0, 0, 0);
}

void arch_timer_set(uint64_t deadline_ns)
{
	if (deadline_ns == TIME_NEVER) {
		csr_clear(sie, SIE_TIMER);
		return;
	}
	/* Rounded up: a deadline never comes early by the counter's own coarseness. */
	deadline_ns = MIN(deadline_ns, UINT64_MAX >> (TIME_SHIFT + 1));
	compare_set(time_scale.base +
		    ((deadline_ns << TIME_SHIFT) + time_scale.mult - 1) / time_scale.mult);
	csr_set(sie, SIE_TIMER);
}

const char *arch_timer_name(void)
{
	return machine.has_sstc ? "Sstc" : "SBI";
}
