/* SPDX-License-Identifier: MIT */
/*
 * The RISC-V part of a CPU. Inline part of <arch/cpu.h>.
 */
#pragma once
#include <asm/thread.h>
#include <lib/base.h>

struct thread;

struct arch_cpu {
	uint32_t hartid;
	uint32_t ipi_pending; /* enum ipi_reason, atomic */
	uintptr_t spare_top;  /* top of the spare stack for handling a stack overflow */
};

/* Only read: if a function assigned to it, clang would restore tp at the end. */
register struct arch_thread *current_arch_thread asm("tp");

static inline void set_current_arch_thread(struct arch_thread *self)
{
	asm volatile("mv tp, %0" ::"r"(self) : "memory");
}

static inline struct thread *arch_current(void)
{
	return (struct thread *)current_arch_thread;
}

static inline struct cpu *arch_this_cpu(void)
{
	return READ_ONCE(current_arch_thread->cpu);
}

static inline void arch_cpu_relax(void)
{
	asm volatile("nop" ::: "memory");
}

static inline bool arch_test_and_set(unsigned long *word)
{
	unsigned long was;

	asm volatile("amoswap.d.aq %0, %2, %1" : "=r"(was), "+A"(*word) : "r"(1ul) : "memory");
	return was;
}

static inline uintptr_t arch_frame_pointer(void)
{
	return (uintptr_t)__builtin_frame_address(0);
}
