/* SPDX-License-Identifier: MIT */
/*
 * Program entry and system calls on RISC-V.
 */
	.text
/* In: sp = argc, argv...; out: start_main(stack). */
	.globl _start
_start:
	/* The linker makes some accesses relative to gp. */
	.option push
	.option norelax
	lla gp, __global_pointer$
	.option pop
	li s0, 0
	mv a0, sp
	call start_main

/* long syscall6(number, a0..a5): from the registers of C to those of the kernel. */
	.globl syscall6
syscall6:
	mv a7, a0
	mv a0, a1
	mv a1, a2
	mv a2, a3
	mv a3, a4
	mv a4, a5
	mv a5, a6
	ecall
	ret
	.section .note.GNU-stack, "", @progbits
