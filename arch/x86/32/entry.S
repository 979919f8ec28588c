/* SPDX-License-Identifier: MIT */
/*
 * Trap entry and return. Every exception, interrupt and system call builds a struct trapframe on
 * the kernel stack and leaves through trap_return. In the kernel %fs is the CPU's struct arch_cpu;
 * the C functions take their first arguments in registers (-mregparm=3).
 */
#include <arch/syscall.h>
#include <asm-offsets.h>
#include <asm/patch.h>
#include <asm/segments.h>
#include <uapi/errno.h>

#define VECTOR_SYSCALL 0x80

.macro PUSH_REGISTERS
	pushal
	pushl %ds
	pushl %es
	pushl %fs
	pushl %gs
.endm

/* Pop a user selector. If it no longer names a segment, it becomes the null selector. */
.macro POP_SEGMENT segment
772:	popl %\segment
	.pushsection .text.fixup, "ax"
773:	movl $0, (%esp)
	jmp 772b
	.popsection
	EXTABLE 772b, 773b
.endm

.macro POP_REGISTERS
	POP_SEGMENT gs
	POP_SEGMENT fs
	POP_SEGMENT es
	POP_SEGMENT ds
	popal
.endm

/* Clobbers edx. */
.macro LOAD_KERNEL_SEGMENTS
	movl $SEL_KERNEL_DS, %edx
	movl %edx, %ds
	movl %edx, %es
	movl $SEL_CPU, %edx
	movl %edx, %fs
.endm

	.text

/*
 * The 256 entries of the interrupt descriptor table, 16 bytes apart.
 * In: pushed by the CPU: (ss esp) eflags cs eip, and an error code for some vectors; IRQs off.
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
	pushl $0
	.endif
	pushl $vector
	.if vector == VECTOR_SYSCALL
	jmp syscall_entry
	.else
	jmp trap_common
	.endif
	.set vector, vector + 1
	.endr

/*
 * In: stack: vector, error, eip, cs, eflags, (esp, ss); IRQs off. Calls x86_trap(frame).
 * Out: through trap_return.
 */
trap_common:
	PUSH_REGISTERS
	LOAD_KERNEL_SEGMENTS
	cld
	CLAC
	movl %esp, %eax
	call x86_trap

/*
 * The return from every trap, and the entry into a crafted frame. In: esp = frame; the segments are
 * the kernel's.
 */
	.globl trap_return
trap_return:
	testb $3, FRAME_CS(%esp)
	jz 1f
	cli
	movl %esp, %eax
	call trap_exit_user
1:	POP_REGISTERS
	addl $8, %esp
	iret

/*
 * INT 0x80 of user mode: like trap_common, then calls by the table with IRQs on
 * (include/arch/syscall.h), with three arguments in registers and the other three on the stack.
 */
syscall_entry:
	PUSH_REGISTERS
	LOAD_KERNEL_SEGMENTS
	cld
	CLAC
	rdtsc /* user mode has ended: arch_user_time_ends() */
	movl %fs:CPU_CURRENT, %ecx
	addl %eax, THREAD_USER_CYCLES(%ecx)
	adcl %edx, THREAD_USER_CYCLES_HIGH(%ecx)
	movl FRAME_EAX(%esp), %eax
	cmpb $0, explore_active
	jne 6f
0:	sti
	cmpl $SYSCALL_TABLE_SIZE, %eax
	jae 3f
	pushl %ebp
	pushl %edi
	pushl %esi
	movl syscall_table(, %eax, 4), %esi
	movl %ebx, %eax
	movl 12 + FRAME_ECX(%esp), %edx
	movl 12 + FRAME_EDX(%esp), %ecx
	testl %esi, %esi
	jz 4f
	call *%esi
1:	addl $12, %esp
	leal ERESTART_RESTARTBLOCK(%eax), %ecx
	cmpl $ERESTART_RESTARTBLOCK - ERESTARTSYS, %ecx
	jbe 5f
2:	movl %eax, FRAME_EAX(%esp)
	cli
	movl %fs:CPU_CURRENT, %ecx
	testl $EXIT_WORK, THREAD_FLAGS(%ecx)
	jnz 7f
	cmpw $0, %fs:CPU_NEED_RESCHED /* need_resched or explores: kernel/sched/cpu.h */
	jne 7f
	rdtsc /* arch_user_time_begins() */
	subl %eax, THREAD_USER_CYCLES(%ecx)
	sbbl %edx, THREAD_USER_CYCLES_HIGH(%ecx)
	POP_REGISTERS
	addl $8, %esp
	iret
3:	movl $-ENOSYS, %eax
	jmp 2b
4:	movl $-ENOSYS, %eax
	jmp 1b
5:	movl %eax, %edx
	movl %esp, %eax
	call syscall_ended
	movl %eax, FRAME_EAX(%esp)
	jmp trap_return
7:	cmpb $0, explore_active
	je trap_return
	sti
	jmp 5b
6:	movl %esp, %eax
	call syscall_begins
	movl FRAME_EAX(%esp), %eax
	jmp 0b

/* NORETURN void frame_enter(struct trapframe *frame /eax/): IRQs off. */
	.globl frame_enter
frame_enter:
	movl %eax, %esp
	jmp trap_return

/*
 * The first instructions of the tasks for double fault and NMI (Intel SDM 3A, 6.14.2), entered by a
 * task gate. In: registers from the task's TSS: ebx = vector, esp = a spare stack, with an error
 * code on it for a double fault; IRQs off. Out: calls x86_task_trap(vector), then returns to the
 * interrupted task, whose state the call may have changed. The next entry continues after the IRET.
 */
	.globl task_entry_double, task_entry_nmi
task_entry_double:
	movl %ebx, %eax
	call x86_task_trap
	addl $4, %esp
	iret
	jmp task_entry_double
task_entry_nmi:
	movl %ebx, %eax
	call x86_task_trap
	iret
	jmp task_entry_nmi

/*
 * The target of frame_redirect_kernel() for an interrupted thread. In: eax = the top of its empty
 * stack, edx = a function that never returns.
 */
	.globl redirected_start
redirected_start:
	movl %eax, %esp
	xorl %ebp, %ebp
	pushl $0
	jmp *%edx

/*
 * void arch_switch_stack(struct arch_thread *prev /eax/, struct arch_thread *next /edx/) In: IRQs
 * off, runqueue locked. Out: likewise, on next's stack with its callee-saved registers. Stack of a
 * thread that does not run, from its sp: edi esi ebx ebp, return address. Caller: arch_switch.
 */
	.globl arch_switch_stack
arch_switch_stack:
	pushl %ebp
	pushl %ebx
	pushl %esi
	pushl %edi
	movl %esp, THREAD_SP(%eax)
	movl THREAD_SP(%edx), %esp
	popl %edi
	popl %esi
	popl %ebx
	popl %ebp
	ret

/*
 * int arch_copy_from_user(void *dst /eax/, uintptr_t user_src /edx/, size_t n /ecx/) int
 * arch_copy_to_user(uintptr_t user_dst /eax/, const void *src /edx/, size_t n /ecx/) One routine
 * for both directions. 0, or -EFAULT after a fault. Thread context.
 */
	.globl arch_copy_from_user, arch_copy_to_user
arch_copy_from_user:
arch_copy_to_user:
	pushl %esi
	pushl %edi
	movl %eax, %edi
	movl %edx, %esi
	movl %ecx, %edx
	andl $3, %edx
	shrl $2, %ecx
	STAC
1:	rep movsl
	movl %edx, %ecx
2:	rep movsb
	CLAC
	xorl %eax, %eax
	popl %edi
	popl %esi
	ret
3:	CLAC
	movl $-EFAULT, %eax
	popl %edi
	popl %esi
	ret
	EXTABLE 1b, 3b
	EXTABLE 2b, 3b

/*
 * int arch_user_load32(uintptr_t user /eax/, uint32_t *value /edx/): 0, or -EFAULT after a fault at
 * `user`. Any IRQ state.
 */
	.globl arch_user_load32
arch_user_load32:
	STAC
1:	movl (%eax), %eax
	CLAC
	movl %eax, (%edx)
	xorl %eax, %eax
	ret
2:	CLAC
	movl $-EFAULT, %eax
	ret
	EXTABLE 1b, 2b

/*
 * int arch_user_cmpxchg32(uintptr_t user /eax/, uint32_t expected /edx/, uint32_t desired /ecx/,
 *	uint32_t *old /on the stack/): as above. Stack: ebx, return address, old.
 */
	.globl arch_user_cmpxchg32
arch_user_cmpxchg32:
	pushl %ebx
	movl %eax, %ebx
	movl %edx, %eax
	STAC
1:	lock cmpxchgl %ecx, (%ebx)
	CLAC
	movl 2*4(%esp), %edx
	movl %eax, (%edx)
	xorl %eax, %eax
	popl %ebx
	ret
2:	CLAC
	movl $-EFAULT, %eax
	popl %ebx
	ret
	EXTABLE 1b, 2b

	.section .note.GNU-stack, "", @progbits
