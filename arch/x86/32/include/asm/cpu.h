/* SPDX-License-Identifier: MIT */
/*
 * The i386 part of a CPU, reached through %fs. Inline part of <arch/cpu.h>.
 */
#pragma once
#include <asm/segments.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu;
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
	uint32_t flush_done;  /* last TLB shoot-down this CPU has done */
	struct tss tss;
	struct tss tss_double, tss_nmi;
	uint64_t gdt[GDT_ENTRIES];
};

/* On this CPU: the thread that runs, and the top of its stack, where traps from user mode begin
 * theirs. */
static inline void cpu_set_current(struct thread *t, uintptr_t stack_top)
{
	asm volatile("movl %0, %%fs:%c1" ::"r"(t), "i"(offsetof(struct arch_cpu, current))
		     : "memory");
	asm volatile("movl %0, %%fs:%c1" ::"r"(stack_top), "i"(offsetof(struct arch_cpu, tss.esp0))
		     : "memory");
}

/* Constant for the code of one thread, so the compiler may keep it. */
static inline struct thread *arch_current(void)
{
	struct thread *t;

	asm("movl %%fs:%c1, %0" : "=r"(t) : "i"(offsetof(struct arch_cpu, current)));
	return t;
}

static inline struct cpu *arch_this_cpu(void)
{
	struct cpu *cpu;

	asm volatile("movl %%fs:%c1, %0" : "=r"(cpu) : "i"(offsetof(struct arch_cpu, self)));
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
