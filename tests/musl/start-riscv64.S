/* SPDX-License-Identifier: MIT */
/*
 * _start for musl on RISC-V: GNU ld 2.40 does not read the crt1.o of Debian 13's musl, which has
 * newer relocations. Entry: sp at argc, then argv. Called by the kernel or the dynamic linker.
 */
	.globl _start
_start:
	.option push
	.option norelax
	lla gp, __global_pointer$
	.option pop
	ld a1, 0(sp)
	addi a2, sp, 8
	la a0, main
	andi sp, sp, -16
	li a3, 0
	li a4, 0
	li a5, 0
	tail __libc_start_main
	.section .note.GNU-stack, "", @progbits
