/* SPDX-License-Identifier: MIT */
/*
 * The switch between two threads, but for its last instructions (arch_switch_stack in entry.S), and
 * backtraces.
 */
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/context.h>
#include <asm/cpu.h>
#include <asm/fpu.h>

void arch_switch_stack(struct arch_thread *prev, struct arch_thread *next);

void arch_switch(struct arch_thread *prev, struct arch_thread *next)
{
	struct arch_cpu *cpu = (struct arch_cpu *)arch_this_cpu();

	if (unlikely(prev->aspace != next->aspace))
		arch_aspace_load(next->aspace);
	if (unlikely((uintptr_t)prev->fpu | (uintptr_t)next->fpu))
		fpu_switch(prev->fpu, next->fpu);
	cpu->current = (struct thread *)next;
	cpu_set_trap_stack(cpu, (uintptr_t)next->stack_top);
	arch_switch_stack(prev, next);
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

void arch_thread_backtrace_start(const void *arch_thread, uintptr_t *fp, uintptr_t *pc)
{
	const struct context *context = (const void *)((const struct arch_thread *)arch_thread)->sp;

	*fp = context->fp;
	*pc = context->pc;
}
