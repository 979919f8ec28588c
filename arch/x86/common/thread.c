/* SPDX-License-Identifier: MIT */
/*
 * The rare parts of a thread switch, and backtraces.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/context.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/platform.h>
#include <asm/switch.h>

void arch_switch_extras(struct arch_thread *prev, struct arch_thread *next)
{
	assert_irqs_off();
	if (prev->aspace != next->aspace)
		arch_aspace_load(next->aspace);
	if (prev->fpu || next->fpu)
		fpu_switch(prev->fpu, next->fpu);
	tls_switch(prev, next);
	arch_switch_stack(prev, next);
}

void arch_thread_reset_user(void)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();

	fpu_reset();
	tls_reset(self);
}

bool arch_backtrace_step(uintptr_t *fp, uintptr_t *pc, uintptr_t low, uintptr_t high)
{
	const uintptr_t *frame = (const uintptr_t *)*fp;

	if (*fp < low || *fp > high - 2 * sizeof(uintptr_t) || *fp % sizeof(uintptr_t))
		return false;
	*pc = frame[1];
	*fp = frame[0];
	return *pc != 0;
}
