/* SPDX-License-Identifier: MIT */
/*
 * The x86-64 part of a CPU, reached through %gs. Inline part of <arch/cpu.h>.
 */
#pragma once
#include <asm/segments.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu;
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
	uint32_t flush_done;  /* last TLB shoot-down this CPU has done */
	struct tss tss;
	uint64_t gdt[GDT_ENTRIES];
};

/* On this CPU: the thread that runs, and the top of its stack, where traps from user mode and
 * system calls begin theirs. */
static inline void cpu_set_current(struct thread *t, uintptr_t stack_top)
{
	asm volatile("movq %0, %%gs:%c1" ::"r"(t), "i"(offsetof(struct arch_cpu, current))
		     : "memory");
	asm volatile("movq %0, %%gs:%c1" ::"r"(stack_top), "i"(offsetof(struct arch_cpu, tss.rsp0))
		     : "memory");
}

/* Constant for the code of one thread, so the compiler may keep it. */
static inline struct thread *arch_current(void)
{
	struct thread *t;

	asm("movq %%gs:%c1, %0" : "=r"(t) : "i"(offsetof(struct arch_cpu, current)));
	return t;
}

static inline struct cpu *arch_this_cpu(void)
{
	struct cpu *cpu;

	asm volatile("movq %%gs:%c1, %0" : "=r"(cpu) : "i"(offsetof(struct arch_cpu, self)));
	return cpu;
}

static inline void arch_cpu_relax(void)
{
	asm volatile("pause" ::: "memory");
}

static inline bool arch_test_and_set(unsigned long *word)
{
	bool was;

	asm volatile("lock btsl $0, %0" : "+m"(*word), "=@ccc"(was)::"memory");
	return was;
}

static inline uintptr_t arch_frame_pointer(void)
{
	return (uintptr_t)__builtin_frame_address(0);
}
