/* SPDX-License-Identifier: MIT */
/*
 * Deadlines: by the stimecmp register (extension Sstc) if the device tree announces it, otherwise
 * by the SBI's timer call.
 */
#include <arch/irq.h>
#include <arch/shot.h>
#include <arch/time.h>
#include <arch/vdso.h>
#include <asm/csr.h>
#include <asm/platform.h>
#include <asm/sbi.h>

struct time_scale time_scale;

void arch_time_init(const struct boot_info *info)
{
	assert_irqs_off();
	time_scale.mult = (1000000000ull << TIME_SHIFT) / machine.timebase_hz;
	time_scale.base = arch_cycles();
}

void arch_timer_set(uint64_t deadline_cycles)
{
	assert_irqs_off();
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

#define NS_PER_S 1000000000ul
#define SLACK    1000 /* instructions that setting a deadline takes at most, with the firmware */

/* Execute `count` instructions plus a constant number: a loop of two, and one more if `count` is
 * odd. */
static void spend(uint64_t count)
{
	uint64_t odd = count & 1;

	count += 2;
	asm volatile("	beqz	%1, 1f\n"
		     "	nop\n"
		     "1:	srli	%0, %0, 1\n"
		     "2:	addi	%0, %0, -1\n"
		     "	bgtz	%0, 2b"
		     : "+r"(count)
		     : "r"(odd));
}

/*
 * The clock ticks once per many instructions, and QEMU counts the ticks to a deadline from the time
 * when it is set. So the deadline is always set at the same distance from a tick, and the
 * instructions by which the ticks are too many are executed afterwards.
 */
void arch_shot(uint32_t instructions)
{
	uint64_t length = NS_PER_S / machine.timebase_hz;
	uint64_t ticks = ((uint64_t)instructions + SLACK) / length + 1;

	assert_irqs_off();
	spend(length - arch_instret() % length);
	arch_timer_set(arch_instret() / length + ticks);
	spend(ticks * length - instructions);
}

const char *arch_timer_name(void)
{
	return machine.has_sstc ? "Sstc" : "SBI";
}

bool arch_counter_is_usable(void)
{
	return true;
}
