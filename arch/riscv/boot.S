/* SPDX-License-Identifier: MIT */
/*
 * The first instructions of the boot hart and of the secondary harts, and the Linux boot image
 * header (Documentation/riscv/boot-image-header.rst).
 *
 * The boot page table maps the GiB around the kernel three times with one large page each: at its
 * physical address, at KERNEL_BASE, and at DIRECT_MAP_BASE.
 */
#include <asm/csr.h>
#include <asm/layout.h>
#include <asm-offsets.h>

#define PHYS(symbol) ((symbol) - KERNEL_BASE)

	.section .text.boot, "ax"
	.globl image_header
image_header:
	j start
	.balign 8
	.quad 0x200000       /* offset from the start of RAM */
	.quad __image_size
	.quad 0              /* flags: little endian */
	.long 2, 0           /* header version 0.2 */
	.quad 0
	.ascii "RISCV\0\0\0"
	.ascii "RSC\x05"
	.long 0

/* Load the boot page table and continue at KERNEL_BASE. Clobbers t0-t2. */
.macro ENTER_SV39
	lla t0, boot_root
	srli t0, t0, 12
	li t1, SATP_SV39
	or t0, t0, t1
	li t1, KERNEL_BASE
	lla t2, 1f
	add t2, t2, t1
	sfence.vma
	csrw satp, t0
	sfence.vma
	jr t2
1:
.endm

/*
 * Entry of the boot hart. In: a0 = hart id, a1 = physical address of the device tree, paging off,
 * supervisor mode, IRQs off. Out: riscv_boot(a0, a1, instret) on the boot stack. Caller: SBI
 * firmware.
 */
start:
	rdinstret a2
	csrw sie, zero
	li t0, SSTATUS_SIE | SSTATUS_FS
	csrc sstatus, t0
	lla t0, boot_taken
	li t1, 1
	amoswap.w t1, t1, (t0)
	bnez t1, again
	/* A flat image does not include zeroed memory. */
	lla t0, __bss_start
	lla t1, __bss_end
1:	sd zero, (t0)
	addi t0, t0, 8
	bltu t0, t1, 1b
	ENTER_SV39
	lla sp, boot_stack_top
	lla t0, early_trap
	csrw stvec, t0
	li s0, 0
	li ra, 0
	tail riscv_boot

/*
 * A second hart at the boot hart's entry. OpenSBI before 1.3 sends a hart there that is slow to
 * wait for its start: the hart sees that it is started before it sees the address. If the handover
 * is filled in, it is the hart being started; otherwise it halts.
 */
again:
	lla a1, secondary_handover
	ld t0, 0*8(a1)
	bnez t0, secondary_start
1:	wfi
	j 1b

/*
 * Entry of the secondary harts. In: a1 = physical address of { satp, idle thread }, paging off,
 * IRQs off. Out: riscv_secondary(idle) on the idle thread's stack. Caller: SBI HSM hart_start.
 */
	.globl secondary_start
secondary_start:
	ld a2, 0*8(a1)
	ld a0, 1*8(a1)
	ENTER_SV39
	csrw satp, a2
	sfence.vma
	ld sp, THREAD_STACK_TOP(a0)
	li s0, 0
	li ra, 0
	tail riscv_secondary

/* A trap before there is a handler: nothing can be reported yet, so wait here for a debugger. */
	.balign 4
early_trap:
	wfi
	j early_trap

/* Valid, accessed, dirty, readable, writable, executable: one GiB. */
#define LEAF 0xcf
#define GIB(pa) (((pa) >> 30) << 28)
#define INDEX(va) (((va) >> 30) & 511)
#define RAM (KERNEL_PHYS & ~0x3fffffff)

	.data
	.globl secondary_handover
	.balign 8
secondary_handover: .quad 0, 0 /* satp, idle thread */
boot_taken: .word 0            /* a hart has passed the entry */

	.balign 4096
boot_root:
	.fill INDEX(RAM), 8, 0
	.quad GIB(RAM) + LEAF
	.fill INDEX(DIRECT_MAP_BASE + RAM) - INDEX(RAM) - 1, 8, 0
	.quad GIB(RAM) + LEAF
	.fill INDEX(KERNEL_BASE + RAM) - INDEX(DIRECT_MAP_BASE + RAM) - 1, 8, 0
	.quad GIB(RAM) + LEAF
	.fill 511 - INDEX(KERNEL_BASE + RAM), 8, 0
