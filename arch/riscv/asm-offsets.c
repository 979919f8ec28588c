/* SPDX-License-Identifier: MIT */
/*
 * Constants for the assembly files, from the C structures. See <arch/asm-offsets-gen.h>.
 */
#include <arch/asm-offsets-gen.h>
#include <arch/signal.h>
#include <asm/context.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/sigcontext.h>
#include <asm/thread.h>
#include <asm/trapframe.h>
#include <kernel/sched/cpu.h>

void asm_offsets(void);
void asm_offsets(void)
{
	OFFSET(THREAD_SP, arch_thread, sp);
	OFFSET(THREAD_FLAGS, thread, flags);
	OFFSET(THREAD_USER_CYCLES, arch_thread, user_cycles);
	DEFINE(EXIT_WORK_BUT_KILLED, THREAD_EXIT_WORK & INT32_MAX); /* THREAD_KILLED is the sign */
	OFFSET(CPU_NEED_RESCHED, cpu, need_resched);
	OFFSET(THREAD_STACK_TOP, arch_thread, stack_top);
	OFFSET(THREAD_CPU, arch_thread, cpu);
	OFFSET(THREAD_SCRATCH, arch_thread, scratch);
	OFFSET(CPU_SPARE_TOP, arch_cpu, spare_top);
	OFFSET(FRAME_SEPC, trapframe, sepc);
	OFFSET(FRAME_SSTATUS, trapframe, sstatus);
	OFFSET(FRAME_SCAUSE, trapframe, scause);
	OFFSET(FRAME_STVAL, trapframe, stval);
	DEFINE(FRAME_SIZE, sizeof(struct trapframe));
	DEFINE(CONTEXT_SIZE, sizeof(struct context));
	OFFSET(FPU_FCSR, fpu_state, fcsr);
	OFFSET(SIGINFO_CODE, linux_siginfo, code);
	OFFSET(SIGFRAME_UC_FLAGS, rt_sigframe, uc.flags);
	OFFSET(SIGFRAME_UC_LINK, rt_sigframe, uc.link);
	OFFSET(SIGFRAME_STACK, rt_sigframe, uc.stack);
	OFFSET(SIGFRAME_STACK_FLAGS, rt_sigframe, uc.stack.flags);
	OFFSET(SIGFRAME_STACK_SIZE, rt_sigframe, uc.stack.size);
	OFFSET(SIGFRAME_MASK, rt_sigframe, uc.sigmask);
	OFFSET(SIGFRAME_X, rt_sigframe, uc.mcontext);
	OFFSET(SIGFRAME_FPU, rt_sigframe, uc.mcontext.fpu);
	OFFSET(SIGFRAME_END, rt_sigframe, uc.mcontext.end);
	OFFSET(SIGNAL_INFO, signal_frame, info);
	OFFSET(SIGNAL_STACK, signal_frame, stack);
	OFFSET(SIGNAL_STACK_FLAGS, signal_frame, stack.flags);
	OFFSET(SIGNAL_STACK_SIZE, signal_frame, stack.size);
	OFFSET(SIGNAL_MASK, signal_frame, mask);
	OFFSET(SIGNAL_CONTEXT_STACK, signal_context, stack);
	OFFSET(SIGNAL_CONTEXT_MASK, signal_context, mask);
}
