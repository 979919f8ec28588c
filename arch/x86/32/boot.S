/* SPDX-License-Identifier: MIT */
/*
 * The first instructions of the boot CPU and of the secondary CPUs.
 *
 * The boot page tables map the first 3 GiB at their physical addresses and the first GiB at
 * KERNEL_BASE, all writable and executable. The boot CPU uses them until arch_mmu_init(), the
 * secondary CPUs until they load the kernel's.
 */
#include <asm/layout.h>
#include <asm/segments.h>

#define PHYS(symbol) ((symbol) - KERNEL_BASE)

#define MSR_EFER      0xc0000080
#define EFER_NXE      (1 << 11)
#define CPUID_FEATURES 0x80000001
#define CPUID_NX_BIT  20
#define CR4_PAE       (1 << 5)
#define CR0_ON        0x80010001 /* PG, WP, PE */

	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 4, 18 /* name size, value size, XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.long PHYS(pvh_start)

/*
 * Turn on PAE paging with the boot page tables, and execute-disable if the CPU has it (if not,
 * arch_mmu_init() panics). Clobbers eax, ebx, ecx, edx.
 */
.macro ENTER_PAGING
	movl $CPUID_FEATURES, %eax
	cpuid
	btl $CPUID_NX_BIT, %edx
	jnc 770f
	movl $MSR_EFER, %ecx
	rdmsr
	orl $EFER_NXE, %eax
	wrmsr
770:	movl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $PHYS(boot_pdpt), %eax
	movl %eax, %cr3
	movl $CR0_ON, %eax
	movl %eax, %cr0
.endm

.macro LOAD_SEGMENTS
	movl $SEL_KERNEL_DS, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
.endm

/*
 * Entry of the boot CPU (PVH boot protocol).
 * In: 32-bit protected mode, flat segments, paging off, IRQs off, ebx = physical address of
 * hvm_start_info. Out: x86_boot(start_info, count) on the boot stack. Caller: firmware or loader.
 */
	.section .text.boot, "ax"
	.globl pvh_start
pvh_start:
	cld
	movl %ebx, %esi
	rdtsc
	movl %eax, %edi
	ENTER_PAGING
	lgdt PHYS(boot_gdt_pointer)
	ljmp $SEL_KERNEL_CS, $1f
1:	LOAD_SEGMENTS
	movl $boot_stack_top, %esp
	movl %esi, %eax
	movl %edi, %edx
	xorl %ebp, %ebp
	pushl $0
	jmp x86_boot

/*
 * Entry of the secondary CPUs: copied to TRAMPOLINE (below 1 MiB), started there by SIPI. In: real
 * mode, cs = TRAMPOLINE >> 4, IRQs off. Out: x86_secondary(cpu) on the idle thread's stack. The
 * boot CPU has stored the stack and `cpu` in ap_stack and ap_cpu. The first CPU to take ap_cpu uses
 * them; a CPU that comes too late finds 0 and halts. Caller: the CPU itself.
 */
	.section .rodata
	.code16
	.globl ap_trampoline, ap_trampoline_end
ap_trampoline:
	cli
	xorw %ax, %ax
	movw %ax, %ds
	lgdtl TRAMPOLINE + (ap_gdt_pointer - ap_trampoline)
	movl $1, %eax
	movl %eax, %cr0
	ljmpl $SEL_KERNEL_CS, $PHYS(ap_start32)
	.balign 4
ap_gdt_pointer:
	.word boot_gdt_end - boot_gdt - 1
	.long PHYS(boot_gdt)
ap_trampoline_end:

	.section .text.boot, "ax"
	.code32
ap_start32:
	movl $SEL_KERNEL_DS, %eax
	movl %eax, %ds
	ENTER_PAGING
	lgdt boot_gdt_pointer_high
	ljmp $SEL_KERNEL_CS, $1f
1:	LOAD_SEGMENTS
	movl ap_root, %ecx
	movl %ecx, %cr3
	xorl %eax, %eax
	xchgl %eax, ap_cpu
	testl %eax, %eax
	jz 3f
	movl ap_stack, %esp
	xorl %ebp, %ebp
	pushl $0
	jmp x86_secondary
3:	hlt
	jmp 3b

	.data
	.globl ap_root, ap_stack, ap_cpu
	.balign 8
ap_root:  .long 0
ap_stack: .long 0
ap_cpu:   .long 0

	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00cf9b000000ffff /* SEL_KERNEL_CS */
	.quad 0x00cf93000000ffff /* SEL_KERNEL_DS */
boot_gdt_end:
boot_gdt_pointer:
	.word boot_gdt_end - boot_gdt - 1
	.long PHYS(boot_gdt)
boot_gdt_pointer_high:
	.word boot_gdt_end - boot_gdt - 1
	.long boot_gdt

/* Present; present and writable, 2 MiB pages. */
#define TABLE_FLAGS 0x1
#define PAGE_FLAGS  0x83
#define GIB_PAGES   512

	.balign 4096
boot_pd: /* three tables: 3 GiB */
	.set page, 0
	.rept 3 * GIB_PAGES
	.quad (page << 21) + PAGE_FLAGS
	.set page, page + 1
	.endr
boot_pdpt:
	.long PHYS(boot_pd) + TABLE_FLAGS, 0
	.long PHYS(boot_pd) + 8 * GIB_PAGES + TABLE_FLAGS, 0
	.long PHYS(boot_pd) + 16 * GIB_PAGES + TABLE_FLAGS, 0
	.long PHYS(boot_pd) + TABLE_FLAGS, 0
	.section .note.GNU-stack, "", @progbits
