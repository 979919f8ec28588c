/* SPDX-License-Identifier: MIT */
/*
 * Trap entry and return. Every trap saves a struct trapframe on the kernel stack and leaves through
 * trap_return. In the kernel, tp is the current thread and sscratch is 0. In user mode, sscratch is
 * the current thread and tp is the user's. The kernel runs with sstatus.FS off; the frame has the
 * user's FS.
 */
#include <asm/csr.h>
#include <asm-offsets.h>
#include <arch/stack.h>
#include <arch/syscall.h>
#include <asm/extable.h>
#include <uapi/errno.h>

#define REG(n) n*8(sp)

.macro SAVE_REGISTERS /* all but sp, tp */
	sd x1, REG(1)
	sd x3, REG(3)
	.irp n, 5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	sd x\n, REG(\n)
	.endr
.endm

.macro LOAD_REGISTERS /* all but sp, tp */
	ld x1, REG(1)
	ld x3, REG(3)
	.irp n, 5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld x\n, REG(\n)
	.endr
.endm

	.text
/*
 * In: the CPU's trap state, IRQs off. Calls riscv_trap(frame). Out: through trap_return.
 * Frame: registers by number, then sepc, sstatus, scause, stval.
 */
	.balign 4
	.globl trap_entry
trap_entry:
	csrrw tp, sscratch, tp
	bnez tp, from_user

	/* From the kernel: restore tp, and check that the stack has room. */
	csrr tp, sscratch
	csrw sscratch, t0
	addi t0, sp, -FRAME_SIZE
	srli t0, t0, KSTACK_SHIFT
	andi t0, t0, 1
	beqz t0, overflow
	csrr t0, sscratch
	csrw sscratch, zero
	addi sp, sp, -FRAME_SIZE
	SAVE_REGISTERS
	addi t0, sp, FRAME_SIZE
	sd t0, REG(2)
	sd tp, REG(4)
	j saved

from_user:
	sd sp, THREAD_SCRATCH(tp)
	ld sp, THREAD_STACK_TOP(tp)
	addi sp, sp, -FRAME_SIZE
	sd t0, REG(5)
	csrr t0, scause
	addi t0, t0, -SCAUSE_ECALL_USER
	beqz t0, syscall_entry
	ld t0, REG(5)
	SAVE_REGISTERS
	ld t0, THREAD_SCRATCH(tp)
	sd t0, REG(2)
	csrrw t0, sscratch, zero
	sd t0, REG(4)

saved:
	csrr t0, sepc
	csrr t1, sstatus
	csrr t2, scause
	csrr t3, stval
	sd t0, FRAME_SEPC(sp)
	sd t1, FRAME_SSTATUS(sp)
	sd t2, FRAME_SCAUSE(sp)
	sd t3, FRAME_STVAL(sp)
	li t0, SSTATUS_SUM | SSTATUS_FS
	csrc sstatus, t0
	mv a0, sp
	call riscv_trap

/*
 * The return from every trap, and the entry into a crafted frame. In: sp = frame; IRQs off until
 * SRET loads SIE from SPIE.
 */
	.globl trap_return
trap_return:
	ld t0, FRAME_SSTATUS(sp)
	andi t0, t0, SSTATUS_SPP
	bnez t0, 1f
	csrci sstatus, SSTATUS_SIE
	mv a0, sp
	call trap_exit_user
	csrw sscratch, tp
	ld tp, REG(4)
1:	ld t0, FRAME_SEPC(sp)
	ld t1, FRAME_SSTATUS(sp)
	csrw sepc, t0
	csrw sstatus, t1
	LOAD_REGISTERS
	ld sp, REG(2)
	sret

/*
 * ECALL of user mode: calls by the table with IRQs on (include/arch/syscall.h). In: sp = frame,
 * with t0 saved; tp = thread; the user's tp is in sscratch, its sp in the thread. The callee-saved
 * registers stay in place, since C functions and switches preserve them; they are saved only if
 * there is more work before the return. SUM was clear in user mode.
 */
.macro SAVE_PRESERVED
	.irp n, 8,9,18,19,20,21,22,23,24,25,26,27
	sd x\n, REG(\n)
	.endr
.endm
syscall_entry:
	.irp n, 1,3,6,7,10,11,12,13,14,15,16,17,28,29,30,31
	sd x\n, REG(\n)
	.endr
	ld t0, THREAD_SCRATCH(tp)
	csrrw t1, sscratch, zero
	csrr t2, sepc
	li t3, SSTATUS_FS
	csrrc t3, sstatus, t3
	addi t2, t2, 4
	sd t0, REG(2)
	sd t1, REG(4)
	sd t2, FRAME_SEPC(sp)
	sd t3, FRAME_SSTATUS(sp)
	rdtime t0 /* user mode has ended: arch_user_time_ends() */
	ld t1, THREAD_USER_CYCLES(tp)
	add t1, t1, t0
	sd t1, THREAD_USER_CYCLES(tp)
	lbu t0, explore_active
	bnez t0, 6f
0:	csrsi sstatus, SSTATUS_SIE
	li t0, SYSCALL_TABLE_SIZE
	bgeu a7, t0, 3f
	slli t0, a7, 3
	la t1, syscall_table
	add t0, t0, t1
	ld t0, (t0)
	beqz t0, 3f
	jalr t0
1:	addi t0, a0, ERESTART_RESTARTBLOCK
	li t1, ERESTART_RESTARTBLOCK - ERESTARTSYS
	bleu t0, t1, 4f
	csrci sstatus, SSTATUS_SIE
	ld t0, THREAD_CPU(tp)
	lw t1, THREAD_FLAGS(tp)
	lhu t0, CPU_NEED_RESCHED(t0) /* need_resched and explores: kernel/sched/cpu.h */
	bltz t1, 5f /* THREAD_KILLED is the sign */
	andi t1, t1, EXIT_WORK_BUT_KILLED
	or t0, t0, t1
	bnez t0, 5f
	rdtime t0 /* arch_user_time_begins() */
	ld t1, THREAD_USER_CYCLES(tp)
	sub t1, t1, t0
	sd t1, THREAD_USER_CYCLES(tp)
	csrw sscratch, tp
	ld t0, FRAME_SEPC(sp)
	ld t1, FRAME_SSTATUS(sp)
	csrw sepc, t0
	csrw sstatus, t1
	.irp n, 1,3,4,5,6,7,11,12,13,14,15,16,17,28,29,30,31
	ld x\n, REG(\n)
	.endr
	ld sp, REG(2)
	sret
3:	li a0, -ENOSYS
	j 1b
5:	lbu t0, explore_active
	beqz t0, 7f
	csrsi sstatus, SSTATUS_SIE
4:	mv a1, a0
	mv a0, sp
	call syscall_ended
7:	sd a0, REG(10)
	SAVE_PRESERVED
	j trap_return
6:	mv a0, sp
	call syscall_begins
	.irp n, 10,11,12,13,14,15,17
	ld x\n, REG(\n)
	.endr
	j 0b

/* The table's entry for a call that reads all registers in the frame. In: sp = frame. */
.macro WITH_REGISTERS call
	.globl with_registers_\call
with_registers_\call:
	SAVE_PRESERVED
	tail \call
.endm
WITH_REGISTERS sys_clone
WITH_REGISTERS sys_clone_backwards
WITH_REGISTERS sys_clone3
WITH_REGISTERS sys_fork
WITH_REGISTERS sys_vfork

/*
 * The kernel stack has no room for a frame. In: tp = thread; sscratch = the value of t0, which is
 * clobbered. Builds the frame on the CPU's spare stack, which handles one overflow at a time.
 */
overflow:
	ld t0, THREAD_CPU(tp)
	sd sp, THREAD_SCRATCH(tp)
	ld sp, CPU_SPARE_TOP(t0)
	csrrw t0, sscratch, zero
	addi sp, sp, -FRAME_SIZE
	SAVE_REGISTERS
	ld t0, THREAD_SCRATCH(tp)
	sd t0, REG(2)
	sd tp, REG(4)
	j saved

/* NORETURN void frame_enter(struct trapframe *frame /a0/): IRQs off. */
	.globl frame_enter
frame_enter:
	mv sp, a0
	j trap_return

/*
 * void arch_switch_stack(struct arch_thread *prev /a0/, struct arch_thread *next /a1/) In: IRQs
 * off, runqueue locked. Out: likewise, on next's stack with its callee-saved registers, tp = next.
 * Stack of a thread that does not run, below its sp: struct context (ra, s0-s11, padding). sp
 * itself need not move: with IRQs off, nothing else writes below it. Caller: arch_switch.
 */
#define SAVED(n) ((n)*8 - CONTEXT_SIZE)(sp)
	.globl arch_switch_stack
arch_switch_stack:
	sd ra, SAVED(0)
	sd s0, SAVED(1)
	sd s1, SAVED(2)
	sd s2, SAVED(3)
	sd s3, SAVED(4)
	sd s4, SAVED(5)
	sd s5, SAVED(6)
	sd s6, SAVED(7)
	sd s7, SAVED(8)
	sd s8, SAVED(9)
	sd s9, SAVED(10)
	sd s10, SAVED(11)
	sd s11, SAVED(12)
	sd sp, THREAD_SP(a0)
	ld sp, THREAD_SP(a1)
	mv tp, a1
	ld ra, SAVED(0)
	ld s0, SAVED(1)
	ld s1, SAVED(2)
	ld s2, SAVED(3)
	ld s3, SAVED(4)
	ld s4, SAVED(5)
	ld s5, SAVED(6)
	ld s6, SAVED(7)
	ld s7, SAVED(8)
	ld s8, SAVED(9)
	ld s9, SAVED(10)
	ld s10, SAVED(11)
	ld s11, SAVED(12)
	ret

/* Copy one word from a1 + 8n to a0 + 8n. Clobbers t1. */
.macro COPY_WORD n
	ld t1, \n*8(a1)
	sd t1, \n*8(a0)
.endm

/*
 * int arch_copy_from_user(void *dst /a0/, uintptr_t user_src /a1/, size_t n /a2/) int
 * arch_copy_to_user(uintptr_t user_dst /a0/, const void *src /a1/, size_t n /a2/) One routine for
 * both directions. 0, or -EFAULT after a fault. Thread context. sstatus.SUM is set only here.
 * Copies words if both sides are aligned.
 */
	.globl arch_copy_from_user, arch_copy_to_user
arch_copy_from_user:
arch_copy_to_user:
	li t0, SSTATUS_SUM
	csrs sstatus, t0
	or t1, a0, a1
	andi t1, t1, 7
	bnez t1, 40f
	andi t3, a2, -32 /* four words at a time */
	beqz t3, 20f
	add t3, t3, a1
	andi a2, a2, 31
10:	COPY_WORD 0
	COPY_WORD 1
	COPY_WORD 2
	COPY_WORD 3
	addi a1, a1, 32
	addi a0, a0, 32
	bne a1, t3, 10b
20:	andi t3, a2, 24 /* single words */
	beqz t3, 40f
	add t3, t3, a1
	andi a2, a2, 7
30:	COPY_WORD 0
	addi a1, a1, 8
	addi a0, a0, 8
	bne a1, t3, 30b
40:	beqz a2, 60f
	add t3, a1, a2
50:	lb t1, (a1)
	sb t1, (a0)
	addi a1, a1, 1
	addi a0, a0, 1
	bne a1, t3, 50b
60:	csrc sstatus, t0
	li a0, 0
	ret
copy_fault:
	li t0, SSTATUS_SUM
	csrc sstatus, t0
	li a0, -EFAULT
	ret
	EXTABLE arch_copy_to_user, 60b, copy_fault

/*
 * int arch_user_load32(uintptr_t user /a0/, uint32_t *value /a1/) int arch_user_cmpxchg32(uintptr_t
 * user /a0/, uint32_t expected /a1/, uint32_t desired /a2/,
 * 	uint32_t *old /a3/): 0, or -EFAULT after a fault at `user`. Any IRQ state.
 */
	.globl arch_user_load32, arch_user_cmpxchg32
arch_user_load32:
	mv a3, a1
	li t0, SSTATUS_SUM
	csrs sstatus, t0
	lw t1, (a0)
	j 4f
arch_user_cmpxchg32:
	li t0, SSTATUS_SUM
	csrs sstatus, t0
	sext.w a1, a1
2:	lr.w.aqrl t1, (a0)
	bne t1, a1, 4f
	sc.w.rl t2, a2, (a0)
	bnez t2, 2b
4:	csrc sstatus, t0
	fence rw, rw
	sw t1, (a3)
	li a0, 0
	ret
5:	li t0, SSTATUS_SUM
	csrc sstatus, t0
	li a0, -EFAULT
	ret
	EXTABLE arch_user_load32, 4b, 5b
