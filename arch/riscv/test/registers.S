/* SPDX-License-Identifier: MIT */
/*
 * Register checks for the kernel tests: see <arch/test.h>. The kernel is compiled without
 * floating-point instructions, so this file names its own architecture.
 */
	.attribute arch, "rv64imafdc"

#define SAVE_SIZE 256
#define SLOT(n) (n)*8(sp)

	.text

/*
 * int arch_test_registers(unsigned long seed /a0/, unsigned long loops /a1/) Every general register
 * except sp, tp (the current thread) and the loop counter a1 holds seed + its number while it
 * spins. Any context. Called by tests. Stack: ra, gp, -, seed, then s0-s11 in the slots of their
 * numbers; slot 5 is scratch.
 */
	.globl arch_test_registers
arch_test_registers:
	addi sp, sp, -SAVE_SIZE
	sd ra, SLOT(0)
	sd gp, SLOT(1)
	sd a0, SLOT(3)
	.irp n, 8,9,18,19,20,21,22,23,24,25,26,27
	sd x\n, SLOT(\n)
	.endr
	.irp n, 1,3,5,6,7,8,9,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi x\n, a0, \n
	.endr
1:	addi a1, a1, -1
	bnez a1, 1b
	/* a1 counts the differences. a0 is checked first and then holds the seed again. */
	sd x5, SLOT(5)
	ld x5, SLOT(3)
	beq a0, x5, 2f
	addi a1, a1, 1
2:	mv a0, x5
	ld x5, SLOT(5)
	.irp n, 1,3,5,6,7,8,9,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi x\n, x\n, -\n
	beq x\n, a0, 3f
	addi a1, a1, 1
3:
	.endr
	mv a0, a1
	ld ra, SLOT(0)
	ld gp, SLOT(1)
	.irp n, 8,9,18,19,20,21,22,23,24,25,26,27
	ld x\n, SLOT(\n)
	.endr
	addi sp, sp, SAVE_SIZE
	ret

/*
 * int arch_test_fpu(unsigned long seed /a0/, unsigned long loops /a1/)
 * f0-f31 hold seed + number as bit patterns; the rounding mode is seed modulo 4, the exception
 * flags are seed modulo 32. Uses t0, t1. Leaves fcsr 0. Any thread context. Called by tests.
 */
	.globl arch_test_fpu
arch_test_fpu:
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi t0, a0, \n
	fmv.d.x f\n, t0
	.endr
	andi t0, a0, 3
	slli t0, t0, 5
	andi t1, a0, 31
	or t1, t1, t0
	fscsr t1
1:	addi a1, a1, -1
	bnez a1, 1b
	frcsr t0
	beq t0, t1, 2f
	addi a1, a1, 1
2:	fscsr zero
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fmv.x.d t0, f\n
	addi t0, t0, -\n
	beq t0, a0, 3f
	addi a1, a1, 1
3:
	.endr
	mv a0, a1
	ret

/* int arch_test_fpu_fresh(void): f0-f31 and fcsr are 0. Any thread context. Called by tests. */
	.globl arch_test_fpu_fresh
arch_test_fpu_fresh:
	li a0, 0
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fmv.x.d t0, f\n
	snez t0, t0
	add a0, a0, t0
	.endr
	frcsr t0
	snez t0, t0
	add a0, a0, t0
	ret

/* void arch_test_illegal_instruction(void): all zeros is illegal (unprivileged spec 1.5). */
	.globl arch_test_illegal_instruction
arch_test_illegal_instruction:
	.half 0
	ret

/* void arch_switch_stack_only(prev /a0/, next /a1/): only arch_switch_stack. IRQs off. */
	.globl arch_switch_stack_only
arch_switch_stack_only:
	tail arch_switch_stack

	.section .note.GNU-stack, "", @progbits
