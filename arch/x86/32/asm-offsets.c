/* SPDX-License-Identifier: MIT */
/*
 * Constants for the assembly files, from the C structures. See <arch/asm-offsets-gen.h>.
 */
#include <arch/asm-offsets-gen.h>
#include <asm/cpu.h>
#include <asm/thread.h>
#include <asm/trapframe.h>
#include <kernel/sched/cpu.h>

void asm_offsets(void);
void asm_offsets(void)
{
	OFFSET(THREAD_SP, arch_thread, sp);
	OFFSET(THREAD_FLAGS, thread, flags);
	OFFSET(THREAD_USER_CYCLES, arch_thread, user_cycles);
	DEFINE(THREAD_USER_CYCLES_HIGH, offsetof(struct arch_thread, user_cycles) + 4);
	DEFINE(EXIT_WORK, THREAD_EXIT_WORK);
	OFFSET(CPU_NEED_RESCHED, cpu, need_resched);
	OFFSET(CPU_CURRENT, arch_cpu, current);
	OFFSET(FRAME_CS, trapframe, cs);
	OFFSET(FRAME_EAX, trapframe, eax);
	OFFSET(FRAME_ECX, trapframe, ecx);
	OFFSET(FRAME_EDX, trapframe, edx);
}
