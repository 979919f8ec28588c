/* SPDX-License-Identifier: MIT */
/*
 * The kernel's mappings and the loading of address spaces: 4-level paging and PAE paging (Intel SDM
 * 3A, 4.4 and 4.5).
 */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <asm/msr.h>
#include <kernel/debug/panic.h>
#include <mm/pagetable.h>

extern char __text_start[], __text_end[], __rodata_start[], __rodata_end[], __data_start[],
	__data_end[];

void arch_mmu_init(const struct boot_info *info)
{
	paddr_t top = 0;

	assert_irqs_off();
	if (!(cpuid(0x80000001, 0).d & 1u << 20))
		panic("this CPU cannot forbid execution page by page (no NX)");
	pagetable_boot_begin();
	for (size_t i = 0; i < info->ram_count; i++)
		top = MAX(top, MIN(info->ram[i].end, (paddr_t)DIRECT_MAP_SIZE));
	for (size_t i = 0; i < info->reserved_count; i++) /* initrd, low megabyte */
		top = MAX(top,
			MIN(ALIGN_UP(info->reserved[i].end, PAGE_SIZE), (paddr_t)DIRECT_MAP_SIZE));
	pagetable_boot_direct(0, top);
	if (KERNEL_BASE != DIRECT_MAP_BASE) {
		pagetable_boot_section(__rodata_start, __rodata_end, PROT_READ);
		pagetable_boot_section(__data_start, __data_end, PROT_READ | PROT_WRITE);
	}
	/* On i386 this replaces a part of the direct map. */
	pagetable_boot_section(__text_start, __text_end, PROT_READ | PROT_EXEC);
	pagetable_boot_end();
	cr3_write(arch_kernel_aspace.root);
	cr4_write(cr4_read() | CR4_PGE);
}

void arch_aspace_load(struct arch_aspace *as)
{
	assert_irqs_off();
	cr3_write((unsigned long)as->root);
}
