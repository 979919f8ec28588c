/* SPDX-License-Identifier: MIT */
/*
 * The PVH boot protocol: struct hvm_start_info of Xen's public headers (start_info.h), as QEMU,
 * Firecracker and Cloud Hypervisor pass it.
 */
#include <arch/mmu.h>
#include <asm/platform.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <lib/assert.h>
#include <lib/string.h>

#define PVH_MAGIC  0x336ec578
#define MEMMAP_RAM 1

struct pvh_start_info {
	uint32_t magic, version, flags, module_count;
	uint64_t modules, cmdline, rsdp;
	uint64_t memmap; /* from version 1 */
	uint32_t memmap_entries, reserved;
};

struct pvh_module {
	uint64_t address, size, cmdline, reserved;
};

struct pvh_memmap_entry {
	uint64_t address, size;
	uint32_t type, reserved;
};

extern char __kernel_start[], __kernel_end[];

paddr_t boot_rsdp;

static void reserve(struct boot_info *info, paddr_t start, paddr_t end)
{
	ASSERT(info->reserved_count < BOOT_RAM_MAX);
	info->reserved[info->reserved_count++] = (struct boot_ram){start, end};
}

/* Insert sorted by address. Adjacent ranges are not merged; the page allocator does not need it. */
static void add_ram(struct boot_info *info, paddr_t start, paddr_t end)
{
	size_t i = info->ram_count;

	start = ALIGN_UP(start, PAGE_SIZE);
	end = ALIGN_DOWN(end, PAGE_SIZE);
	if (start >= end || info->ram_count == BOOT_RAM_MAX)
		return;
	for (; i > 0 && info->ram[i - 1].start > start; i--)
		info->ram[i] = info->ram[i - 1];
	info->ram[i] = (struct boot_ram){start, end};
	info->ram_count++;
}

/*
 * Loaders put the initial ramdisk at high addresses. If the direct map does not reach it, move it
 * down to the end of the RAM that the direct map reaches. Runs on the boot page tables, which map
 * the old place at its physical address.
 */
static paddr_t reachable_initrd(const struct boot_info *info, paddr_t from, size_t size)
{
	paddr_t to = 0;

	if (from + size <= DIRECT_MAP_SIZE)
		return from;
	for (size_t i = 0; i < info->ram_count; i++) {
		paddr_t end = MIN(info->ram[i].end, (paddr_t)DIRECT_MAP_SIZE);

		if (info->ram[i].start < end && end - info->ram[i].start >= size)
			to = ALIGN_DOWN(end - size, PAGE_SIZE);
	}
	if (to < (paddr_t)virt_to_phys(__kernel_end))
		panic("no room below %#llx for the initial ramdisk of %zu bytes",
			(unsigned long long)DIRECT_MAP_SIZE, size);
	memcpy(phys_to_virt(to), (const void *)(uintptr_t)from, size);
	return to;
}

void pvh_read(struct boot_info *info, paddr_t start_info)
{
	const struct pvh_start_info *start = phys_to_virt(start_info);
	const struct pvh_memmap_entry *map;

	if (start->magic != PVH_MAGIC)
		panic("not started by the PVH boot protocol (magic %#x)", start->magic);
	if (start->version < 1)
		panic("PVH start information version 0 has no memory map");
	info->protocol = "PVH";
	map = phys_to_virt(start->memmap);
	for (uint32_t i = 0; i < start->memmap_entries; i++)
		if (map[i].type == MEMMAP_RAM)
			add_ram(info, map[i].address, map[i].address + map[i].size);
	if (start->cmdline)
		strlcpy(info->cmdline, phys_to_virt(start->cmdline), sizeof(info->cmdline));
	reserve(info, 0, 0x100000); /* BIOS data, trampoline, start information */
	reserve(info, virt_to_phys(__kernel_start), virt_to_phys(__kernel_end));
	if (start->module_count) {
		const struct pvh_module *module = phys_to_virt(start->modules);

		info->initrd_size = (size_t)module->size;
		info->initrd_start = reachable_initrd(info, module->address, info->initrd_size);
		reserve(info, info->initrd_start, info->initrd_start + info->initrd_size);
	}
	boot_rsdp = start->rsdp;
	info->uart = (struct boot_uart){.present = true, .port = true, .base = 0x3f8, .irq = 4};
}
