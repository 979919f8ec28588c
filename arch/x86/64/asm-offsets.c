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
	DEFINE(EXIT_WORK, THREAD_EXIT_WORK);
	OFFSET(CPU_NEED_RESCHED, cpu, need_resched);
	OFFSET(CPU_KERNEL_SP, arch_cpu, tss.rsp0);
	OFFSET(CPU_USER_SP, arch_cpu, user_sp);
	OFFSET(CPU_CURRENT, arch_cpu, current);
	OFFSET(FRAME_CS, trapframe, cs);
	OFFSET(FRAME_RAX, trapframe, rax);
	OFFSET(FRAME_RDI, trapframe, rdi);
	OFFSET(FRAME_RSI, trapframe, rsi);
	OFFSET(FRAME_RDX, trapframe, rdx);
	OFFSET(FRAME_R10, trapframe, r10);
	OFFSET(FRAME_R8, trapframe, r8);
	OFFSET(FRAME_R9, trapframe, r9);
}
