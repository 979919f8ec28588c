/* SPDX-License-Identifier: MIT */
/*
 * The first instructions of the boot CPU and of the secondary CPUs.
 *
 * The boot page tables map the first GiB three times: at its physical address, at KERNEL_BASE, and
 * at DIRECT_MAP_BASE, all writable and executable. The boot CPU uses them until arch_mmu_init(),
 * the secondary CPUs until they load the kernel's.
 */
#include <asm/layout.h>
#include <asm/segments.h>

#define PHYS(symbol) ((symbol) - KERNEL_BASE)

#define MSR_EFER     0xc0000080
#define EFER_LME_NXE ((1 << 8) | (1 << 11))
#define CR4_PAE      (1 << 5)
#define CR0_ON       0x80010001 /* PG, WP, PE */

	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 8, 18 /* name size, value size, XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.quad PHYS(pvh_start)

/*
 * From 32-bit protected mode without paging to 64-bit mode with the boot page tables.
 * Clobbers eax, ecx, edx.
 */
.macro ENTER_LONG_MODE
	movl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $PHYS(boot_pml4), %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	rdmsr
	orl $EFER_LME_NXE, %eax
	wrmsr
	movl $CR0_ON, %eax
	movl %eax, %cr0
.endm

/*
 * Entry of the boot CPU (PVH boot protocol).
 * In: 32-bit protected mode, flat segments, paging off, IRQs off, ebx = physical address of
 * hvm_start_info. Out: x86_boot(start_info, count) on the boot stack. Caller: firmware or loader.
 */
	.section .text.boot, "ax"
	.code32
	.globl pvh_start
pvh_start:
	cld
	movl %ebx, %esi
	rdtsc
	movl %eax, %edi
	ENTER_LONG_MODE
	lgdt PHYS(boot_gdt_pointer)
	ljmp $SEL_KERNEL_CS, $PHYS(1f)
	.code64
1:	movabsq $2f, %rax
	jmp *%rax
2:	xorl %eax, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %fs
	movl %eax, %gs
	movl $SEL_KERNEL_DS, %eax
	movl %eax, %ss
	movq $boot_stack_top, %rsp
	xchgl %esi, %edi
	xorl %ebp, %ebp
	pushq $0
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
	ljmpl $SEL_BOOT_CS32, $PHYS(ap_start32)
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
	ENTER_LONG_MODE
	ljmp $SEL_KERNEL_CS, $PHYS(1f)
	.code64
1:	movabsq $2f, %rax
	jmp *%rax
2:	xorl %eax, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %fs
	movl %eax, %gs
	movl $SEL_KERNEL_DS, %eax
	movl %eax, %ss
	movq ap_root, %rax
	movq %rax, %cr3
	xorl %edi, %edi
	xchgq %rdi, ap_cpu
	testq %rdi, %rdi
	jz 3f
	movq ap_stack, %rsp
	xorl %ebp, %ebp
	pushq $0
	jmp x86_secondary
3:	hlt
	jmp 3b

	.data
	.globl ap_root, ap_stack, ap_cpu
	.balign 8
ap_root:  .quad 0
ap_stack: .quad 0
ap_cpu:   .quad 0

	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00af9b000000ffff /* SEL_KERNEL_CS, 64-bit */
	.quad 0x00cf93000000ffff /* SEL_KERNEL_DS */
	.quad 0x00cf9b000000ffff /* SEL_BOOT_CS32 */
boot_gdt_end:
	.globl boot_gdt_pointer
boot_gdt_pointer:
	.word boot_gdt_end - boot_gdt - 1
	.quad PHYS(boot_gdt)

/* Present, writable; 2 MiB pages. */
#define TABLE_FLAGS 0x3
#define PAGE_FLAGS  0x83
#define PML4_INDEX(va) (((va) >> 39) & 511)

	.balign 4096
boot_pml4:
	.quad PHYS(boot_pdpt_low) + TABLE_FLAGS
	.fill PML4_INDEX(DIRECT_MAP_BASE) - 1, 8, 0
	.quad PHYS(boot_pdpt_low) + TABLE_FLAGS
	.fill 511 - PML4_INDEX(DIRECT_MAP_BASE) - 1, 8, 0
	.quad PHYS(boot_pdpt_high) + TABLE_FLAGS
boot_pdpt_low:
	.quad PHYS(boot_pd) + TABLE_FLAGS
	.fill 511, 8, 0
boot_pdpt_high:
	.fill 510, 8, 0
	.quad PHYS(boot_pd) + TABLE_FLAGS
	.quad 0
boot_pd:
	.set page, 0
	.rept 512
	.quad (page << 21) + PAGE_FLAGS
	.set page, page + 1
	.endr
	.section .note.GNU-stack, "", @progbits
