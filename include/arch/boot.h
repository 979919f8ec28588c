/* SPDX-License-Identifier: MIT */
/*
 * Contract: what a boot protocol tells the kernel, and the end of a run.
 * Boot-protocol code (PVH; SBI with a device tree) fills one boot_info and calls kernel_main().
 * Nothing outside that code knows which protocol it was.
 */
#pragma once
#include <arch/cpu.h>
#include <lib/base.h>

#define BOOT_RAM_MAX     64
#define BOOT_CMDLINE_MAX 1024

struct boot_ram {
	paddr_t start; /* page aligned, inclusive */
	paddr_t end;   /* page aligned, exclusive */
};

struct boot_uart {
	bool present;
	bool port; /* x86 I/O port, else memory-mapped (physical) */
	uint64_t base;
	unsigned reg_shift; /* registers lie 1 << reg_shift bytes apart */
	unsigned irq;       /* device line for arch_irq_unmask() */
};

struct boot_info {
	const char *protocol;              /* "PVH", "SBI" */
	char cmdline[BOOT_CMDLINE_MAX];    /* copied; empty when absent; cut when longer */
	struct boot_ram ram[BOOT_RAM_MAX]; /* usable RAM, sorted, merged, without reservations */
	size_t ram_count;
	struct boot_ram reserved[BOOT_RAM_MAX]; /* image, initrd, firmware: not free */
	size_t reserved_count;
	paddr_t initrd_start; /* 0 size when absent */
	size_t initrd_size;
	uint32_t cpu_hwid[CPU_MAX]; /* LAPIC id or hart id; [0] is the boot CPU */
	unsigned cpu_count;
	struct boot_uart uart;
	uint8_t seed[32];     /* as unforeseeable as the machine can make it; zeros otherwise */
	uint32_t entry_count; /* low half of arch_instret() at the kernel's first instruction */
};

/* Up-call: the first generic code: boot CPU, interrupts off, on the boot stack and page tables. */
NORETURN void kernel_main(struct boot_info *info);

/* Ends of the boot stack (a kernel stack slot, see <arch/thread.h>; from the linker script). */
extern char boot_stack_bottom[], boot_stack_top[];

/* Second phase, after arch_mmu_init(): find what needs ACPI or the device tree and device mappings
 * (CPU list, interrupt controllers). Fills cpu_hwid/cpu_count. Boot CPU, interrupts off. */
void arch_platform_init(struct boot_info *info);

/* Power off or leave the emulator with `status` (0..127); if the machine cannot, stop the CPU.
 * Any context. */
NORETURN void arch_halt(int status);
