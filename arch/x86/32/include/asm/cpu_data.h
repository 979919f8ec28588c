/* SPDX-License-Identifier: MIT */
/*
 * The i386 part of a CPU: see <asm/cpu.h>.
 */
#pragma once
#include <asm/segments.h>
#include <stdint.h>

#define CPU_SEGMENT    "fs"
#define CPU_TRAP_STACK tss.esp0

struct thread;

/* Task state segment (Intel SDM 3A, 7.2.1). */
struct tss {
	uint32_t link;
	uint32_t esp0, ss0, esp1, ss1, esp2, ss2;
	uint32_t cr3, eip, eflags;
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
	uint32_t es, cs, ss, ds, fs, gs;
	uint32_t ldt;
	uint16_t trap, io_bitmap;
};

struct arch_cpu {
	struct arch_cpu *self;
	struct thread *current;
	uint32_t lapic_id;
	uint32_t ipi_pending; /* enum ipi_reason, atomic */
	uint32_t flush_done;  /* number of the last TLB shoot-down that this CPU has done */
	struct tss tss;
	struct tss tss_double, tss_nmi;
	uint64_t gdt[GDT_ENTRIES];
};
