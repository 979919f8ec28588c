/* SPDX-License-Identifier: MIT */
/*
 * Constants for the assembly files, from the C structures. See <arch/asm-offsets-gen.h>.
 */
#include <arch/asm-offsets-gen.h>
#include <asm/cpu.h>
#include <asm/thread.h>
#include <asm/trapframe.h>

void asm_offsets(void);
void asm_offsets(void)
{
	OFFSET(THREAD_SP, arch_thread, sp);
	OFFSET(CPU_KERNEL_SP, arch_cpu, tss.rsp0);
	OFFSET(CPU_USER_SP, arch_cpu, user_sp);
	OFFSET(FRAME_CS, trapframe, cs);
}
