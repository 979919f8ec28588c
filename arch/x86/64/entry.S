/* SPDX-License-Identifier: MIT */
/*
 * Trap entry and return. Every exception, interrupt and system call builds a struct trapframe on
 * the kernel stack and leaves through trap_return. In the kernel %gs is the CPU's struct arch_cpu;
 * in user mode it is the user's, so each crossing does SWAPGS exactly once.
 */
#include <arch/syscall.h>
#include <asm-offsets.h>
#include <asm/patch.h>
#include <asm/segments.h>
#include <uapi/errno.h>

#define MSR_GS_BASE 0xc0000101

.macro PUSH_REGISTERS
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
.endm

.macro POP_REGISTERS
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	popq %rcx
	popq %rdx
	popq %rsi
	popq %rdi
.endm

	.text

/*
 * The 256 entries of the interrupt descriptor table, 16 bytes apart.
 * In: pushed by the CPU: ss rsp rflags cs rip, and an error code for some vectors; IRQs off.
 * Out: a vector number on top of an error code, real or 0.
 */
	.balign 16
	.globl trap_entries
trap_entries:
	.set vector, 0
	.rept 256
	.balign 16
	.if (0x60227d00 >> (vector & 31)) & (vector < 32) & 1 /* 8 10-14 17 21 29 30 push a code */
	nop /* as many instructions as the others: kernel/explore/steps.c counts them */
	.else
	pushq $0
	.endif
	pushq $vector
	.if vector == 2 || vector == 8 || vector == 18
	jmp trap_paranoid
	.else
	jmp trap_common
	.endif
	.set vector, vector + 1
	.endr

/*
 * In: stack: vector, error, rip, cs, rflags, rsp, ss; IRQs off. Calls x86_trap(frame). Out: through
 * trap_return. From user mode, SS is a null selector. It is loaded with the selector that SYSCALL
 * loads, so that all kernel code runs with the same state: QEMU translates code once for each
 * state.
 */
trap_common:
	PUSH_REGISTERS
	cld
	CLAC
	testb $3, FRAME_CS(%rsp)
	jz 1f
	swapgs
	movl $SEL_KERNEL_DS, %eax
	movl %eax, %ss
1:	movq %rsp, %rdi
	call x86_trap

/*
 * The return from every trap, and the entry into a crafted frame. In: rsp = frame; %gs = the
 * kernel's. For a user frame, turns IRQs off and calls trap_exit_user().
 */
	.globl trap_return
trap_return:
	testb $3, FRAME_CS(%rsp)
	jz 1f
	cli
	movq %rsp, %rdi
	call trap_exit_user
	swapgs
1:	POP_REGISTERS
	addq $16, %rsp
	iretq

/*
 * Double fault, NMI and machine check may arrive anywhere, also between an entry and its SWAPGS.
 * The sign of the GS base tells whose it is (the kernel's is in the upper half). Each has its own
 * stack.
 */
trap_paranoid:
	PUSH_REGISTERS
	cld
	CLAC
	xorl %ebx, %ebx
	movl $MSR_GS_BASE, %ecx
	rdmsr
	testl %edx, %edx
	js 1f
	swapgs
	incl %ebx
1:	movq %rsp, %rdi
	call x86_trap
	testl %ebx, %ebx
	jz 2f
	swapgs
2:	POP_REGISTERS
	addq $16, %rsp
	iretq

/*
 * SYSCALL (Intel SDM 2B). In: rcx = return address, r11 = rflags, rsp = the user's, IRQs off by
 * SFMASK. Builds the frame that an interrupt would have built, then calls by the table with IRQs on
 * (include/arch/syscall.h). Returns by IRET, which allows any rcx. Called by user mode.
 */
	.globl syscall_entry
syscall_entry:
	swapgs
	movq %rsp, %gs:CPU_USER_SP
	movq %gs:CPU_KERNEL_SP, %rsp
	pushq $SEL_USER_DS
	pushq %gs:CPU_USER_SP
	pushq %r11
	pushq $SEL_USER_CS
	pushq %rcx
	pushq $0
	pushq $0
	PUSH_REGISTERS
	rdtsc /* user mode has ended: arch_user_time_ends() */
	shlq $32, %rdx
	orq %rdx, %rax
	movq %gs:CPU_CURRENT, %rcx
	addq %rax, THREAD_USER_CYCLES(%rcx)
	movq FRAME_RAX(%rsp), %rax
	movq FRAME_RDX(%rsp), %rdx
	cmpb $0, explore_active
	jne 5f
0:	sti
	cmpq $SYSCALL_TABLE_SIZE, %rax
	jae 3f
	movq syscall_table(, %rax, 8), %rax
	testq %rax, %rax
	jz 3f
	movq %r10, %rcx
	call *%rax
1:	leaq ERESTART_RESTARTBLOCK(%rax), %rcx
	cmpq $ERESTART_RESTARTBLOCK - ERESTARTSYS, %rcx
	jbe 4f
	movq %rax, FRAME_RAX(%rsp)
	cli
	movq %gs:CPU_CURRENT, %rcx
	testl $EXIT_WORK, THREAD_FLAGS(%rcx)
	jnz 6f
	cmpw $0, %gs:CPU_NEED_RESCHED /* need_resched or explores: kernel/sched/cpu.h */
	jne 6f
	rdtsc /* arch_user_time_begins() */
	shlq $32, %rdx
	orq %rdx, %rax
	subq %rax, THREAD_USER_CYCLES(%rcx)
	swapgs
	POP_REGISTERS
	addq $16, %rsp
	iretq
3:	movq $-ENOSYS, %rax
	jmp 1b
4:	movq %rsp, %rdi
	movq %rax, %rsi
	call syscall_ended
	movq %rax, FRAME_RAX(%rsp)
	jmp trap_return
6:	cmpb $0, explore_active
	je trap_return
	sti
	jmp 4b
5:	movq %rsp, %rdi
	call syscall_begins
	movq FRAME_RAX(%rsp), %rax
	movq FRAME_RDI(%rsp), %rdi
	movq FRAME_RSI(%rsp), %rsi
	movq FRAME_RDX(%rsp), %rdx
	movq FRAME_R10(%rsp), %r10
	movq FRAME_R8(%rsp), %r8
	movq FRAME_R9(%rsp), %r9
	jmp 0b

/* NORETURN void frame_enter(struct trapframe *frame /rdi/): IRQs off. */
	.globl frame_enter
frame_enter:
	movq %rdi, %rsp
	jmp trap_return

/*
 * void arch_switch_stack(struct arch_thread *prev /rdi/, struct arch_thread *next /rsi/) In: IRQs
 * off, runqueue locked. Out: likewise, on next's stack with its callee-saved registers. Stack of a
 * thread that does not run, from its sp: r15 r14 r13 r12 rbx rbp, return address. Caller:
 * arch_switch.
 */
	.globl arch_switch_stack
arch_switch_stack:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, THREAD_SP(%rdi)
	movq THREAD_SP(%rsi), %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret

/*
 * int arch_copy_from_user(void *dst /rdi/, uintptr_t user_src /rsi/, size_t n /rdx/) int
 * arch_copy_to_user(uintptr_t user_dst /rdi/, const void *src /rsi/, size_t n /rdx/) One routine
 * for both directions. 0, or -EFAULT after a fault. Thread context. Copies words, then the
 * remaining bytes.
 */
	.globl arch_copy_from_user, arch_copy_to_user
arch_copy_from_user:
arch_copy_to_user:
	movq %rdx, %rcx
	andl $7, %edx
	shrq $3, %rcx
	STAC
1:	rep movsq
	movl %edx, %ecx
2:	rep movsb
	CLAC
	xorl %eax, %eax
	ret
3:	CLAC
	movl $-EFAULT, %eax
	ret
	EXTABLE 1b, 3b
	EXTABLE 2b, 3b

/*
 * int arch_user_load32(uintptr_t user /rdi/, uint32_t *value /rsi/) int
 * arch_user_cmpxchg32(uintptr_t user /rdi/, uint32_t expected /esi/, uint32_t desired /edx/,
 * 	uint32_t *old /rcx/): 0, or -EFAULT after a fault at `user`. Any IRQ state.
 */
	.globl arch_user_load32, arch_user_cmpxchg32
arch_user_load32:
	movq %rsi, %rcx
	STAC
1:	movl (%rdi), %eax
2:	CLAC
	movl %eax, (%rcx)
	xorl %eax, %eax
	ret
arch_user_cmpxchg32:
	movl %esi, %eax
	STAC
3:	lock cmpxchgl %edx, (%rdi)
	jmp 2b
4:	CLAC
	movl $-EFAULT, %eax
	ret
	EXTABLE 1b, 4b
	EXTABLE 3b, 4b

	.section .note.GNU-stack, "", @progbits
