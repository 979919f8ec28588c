/* SPDX-License-Identifier: MIT */
/*
 * Contract: what the boot protocol passes to the kernel, and the end of a run. The code for a boot
 * protocol (PVH; SBI with a device tree) fills a boot_info and calls kernel_main(). No other code
 * knows which protocol it was.
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
	bool port; /* x86 I/O port; otherwise memory-mapped (physical) */
	uint64_t base;
	unsigned reg_shift; /* registers lie 1 << reg_shift bytes apart */
	unsigned irq;       /* device line, for arch_irq_unmask() */
};

struct boot_info {
	const char *protocol;              /* "PVH", "SBI" */
	char cmdline[BOOT_CMDLINE_MAX];    /* a copy; empty if there is none; truncated if longer */
	struct boot_ram ram[BOOT_RAM_MAX]; /* usable RAM, sorted, merged, without reservations */
	size_t ram_count;
	struct boot_ram reserved[BOOT_RAM_MAX]; /* image, initrd, firmware */
	size_t reserved_count;
	paddr_t initrd_start; /* size 0: there is none */
	size_t initrd_size;
	uint32_t cpu_hwid[CPU_MAX]; /* LAPIC id or hart id; [0] is the boot CPU */
	unsigned cpu_count;
	struct boot_uart uart;
	uint8_t seed[32];     /* random if the machine has a source; otherwise zeros */
	uint32_t entry_count; /* low half of arch_instret() at the kernel's first instruction */
};

/* Up-call: the first generic code. Boot CPU, interrupts off, on the boot stack and page tables. */
NORETURN void kernel_main(struct boot_info *info);

/* The ends of the boot stack, from the linker script. It is a kernel stack slot like any other
 * (<arch/thread.h>). */
extern char boot_stack_bottom[], boot_stack_top[];

/* Second phase, after arch_mmu_init(): find the devices that need ACPI or the device tree and
 * device mappings (CPUs, interrupt controllers). Fills cpu_hwid and cpu_count. Boot CPU, interrupts
 * off. */
void arch_platform_init(struct boot_info *info);

/* Power off, or leave the emulator with exit status `status` (0..127). Stops the CPU if the machine
 * can do neither. Any context. */
NORETURN void arch_halt(int status);
