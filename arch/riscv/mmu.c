/* SPDX-License-Identifier: MIT */
/*
 * The kernel's mappings and the loading of address spaces: Sv39 (privileged specification, 4.4).
 */
#include <arch/boot.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <asm/csr.h>
#include <mm/pagetable.h>

extern char __text_start[], __text_end[], __rodata_start[], __rodata_end[], __data_start[],
	__data_end[];

void arch_mmu_init(const struct boot_info *info)
{
	assert_irqs_off();
	pagetable_boot_begin();
	for (size_t i = 0; i < info->ram_count; i++)
		pagetable_boot_direct(info->ram[i].start,
			MIN(info->ram[i].end, (paddr_t)DIRECT_MAP_SIZE - PAGE_SIZE));
	pagetable_boot_section(__text_start, __text_end, PROT_READ | PROT_EXEC);
	pagetable_boot_section(__rodata_start, __rodata_end, PROT_READ);
	pagetable_boot_section(__data_start, __data_end, PROT_READ | PROT_WRITE);
	/* A page without memory behind it, for arch_protection_fault(). */
	pagetable_boot_map(DIRECT_MAP_BASE + DIRECT_MAP_SIZE - PAGE_SIZE,
		DIRECT_MAP_SIZE - PAGE_SIZE, PAGE_SIZE, PROT_READ);
	pagetable_boot_end();
	arch_aspace_load(&arch_kernel_aspace);
	asm volatile("sfence.vma" ::: "memory");
}

/* Address-space identifiers are not used, so a load flushes all translations except global ones. */
void arch_aspace_load(struct arch_aspace *as)
{
	assert_irqs_off();
	csr_write(satp, SATP_SV39 | as->root >> PAGE_SHIFT);
	asm volatile("sfence.vma" ::: "memory");
}
