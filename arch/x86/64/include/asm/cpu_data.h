/* SPDX-License-Identifier: MIT */
/*
 * The x86-64 part of a CPU: see <asm/cpu.h>.
 */
#pragma once
#include <asm/segments.h>
#include <stdint.h>

#define CPU_SEGMENT    "gs"
#define CPU_TRAP_STACK tss.rsp0

struct thread;

/* Task state segment (Intel SDM 3A, 7.7). */
struct tss {
	uint32_t reserved0;
	uint64_t rsp0, rsp1, rsp2;
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_bitmap;
} __attribute__((packed));

struct arch_cpu {
	struct arch_cpu *self;
	struct thread *current;
	uintptr_t user_sp; /* scratch of the SYSCALL entry */
	uint32_t lapic_id;
	uint32_t ipi_pending; /* enum ipi_reason, atomic */
	uint32_t flush_done;  /* number of the last TLB shoot-down that this CPU has done */
	struct tss tss;
	uint64_t gdt[GDT_ENTRIES];
};
