/* SPDX-License-Identifier: MIT */
/*
 * Whole pages, eight bytes at a time, 256 per round. Called from C (<arch/mmu.h>). They use only
 * temporary registers and no stack, and work in any interrupt state.
 */
#define PAGE_SIZE 4096
#define BLOCK     256

	.section .text

/*
 * arch_page_clear(page)
 * In:  a0 = page. Out: nothing; a0, t0 changed.
 */
	.global arch_page_clear
	.balign 4
arch_page_clear:
	li	t0, PAGE_SIZE
	add	t0, t0, a0
1:
	.set	offset, 0
	.rept	BLOCK / 8
	sd	zero, offset(a0)
	.set	offset, offset + 8
	.endr
	addi	a0, a0, BLOCK
	bne	a0, t0, 1b
	ret

/*
 * arch_page_copy(to, from)
 * In:  a0 = to, a1 = from. Out: nothing; a0 to a7, t0 to t2 changed.
 */
	.global arch_page_copy
	.balign 4
arch_page_copy:
	li	t0, PAGE_SIZE
	add	t0, t0, a0
1:
	.set	offset, 0
	.rept	BLOCK / 64
	.set	at, offset
	.irp	reg, a2, a3, a4, a5, a6, a7, t1, t2
	ld	\reg, at(a1)
	.set	at, at + 8
	.endr
	.set	at, offset
	.irp	reg, a2, a3, a4, a5, a6, a7, t1, t2
	sd	\reg, at(a0)
	.set	at, at + 8
	.endr
	.set	offset, offset + 64
	.endr
	addi	a0, a0, BLOCK
	addi	a1, a1, BLOCK
	bne	a0, t0, 1b
	ret
