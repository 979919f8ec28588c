/* SPDX-License-Identifier: MIT */
/*
 * int spin_registers(unsigned long seed /a0/, unsigned long loops /a1/)
 * Spins while every general register except sp and the loop counter a1 holds seed + its own number.
 * Makes no system call and does not access memory. Returns how many registers changed.
 */
#define SAVE_SIZE 256
#define SLOT(n) (n)*8(sp)
	.text
	.globl spin_registers
spin_registers:
	addi sp, sp, -SAVE_SIZE
	sd ra, SLOT(0)
	sd gp, SLOT(1)
	sd tp, SLOT(2)
	sd a0, SLOT(3)
	.irp n, 8,9,18,19,20,21,22,23,24,25,26,27
	sd x\n, SLOT(\n)
	.endr
	.irp n, 1,3,4,5,6,7,8,9,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi x\n, a0, \n
	.endr
1:	addi a1, a1, -1
	bnez a1, 1b
	/* a1 counts the registers that changed; a0 is checked first and is then the seed again. */
	sd x5, SLOT(5)
	ld x5, SLOT(3)
	beq a0, x5, 2f
	addi a1, a1, 1
2:	mv a0, x5
	ld x5, SLOT(5)
	.irp n, 1,3,4,5,6,7,8,9,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	addi x\n, x\n, -\n
	beq x\n, a0, 3f
	addi a1, a1, 1
3:
	.endr
	mv a0, a1
	ld ra, SLOT(0)
	ld gp, SLOT(1)
	ld tp, SLOT(2)
	.irp n, 8,9,18,19,20,21,22,23,24,25,26,27
	ld x\n, SLOT(\n)
	.endr
	addi sp, sp, SAVE_SIZE
	ret
	.section .note.GNU-stack, "", @progbits
