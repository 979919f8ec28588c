/* SPDX-License-Identifier: MIT */
/*
 * A CPU's own data, reached through a segment register. Inline part of <arch/cpu.h>.
 *
 * <asm/cpu_data.h> defines struct arch_cpu, CPU_SEGMENT (the register's name) and CPU_TRAP_STACK
 * (the member of struct arch_cpu from which the CPU loads the stack pointer).
 */
#pragma once
#include <asm/cpu_data.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu;

/* Set this CPU's running thread, and the top of its stack, where traps from user mode and system
 * calls begin their frames. */
static inline void cpu_set_current(struct thread *t, uintptr_t stack_top)
{
	asm volatile("mov %0, %%" CPU_SEGMENT ":%c1" ::"r"(t),
		     "i"(offsetof(struct arch_cpu, current))
		     : "memory");
	asm volatile("mov %0, %%" CPU_SEGMENT ":%c1" ::"r"(stack_top),
		     "i"(offsetof(struct arch_cpu, CPU_TRAP_STACK))
		     : "memory");
}

/* The running thread. Constant within the code of one thread, so the compiler may keep it. */
static inline struct thread *arch_current(void)
{
	struct thread *t;

	asm("mov %%" CPU_SEGMENT ":%c1, %0" : "=r"(t) : "i"(offsetof(struct arch_cpu, current)));
	return t;
}

static inline struct cpu *arch_this_cpu(void)
{
	struct cpu *cpu;

	asm volatile("mov %%" CPU_SEGMENT ":%c1, %0"
		     : "=r"(cpu)
		     : "i"(offsetof(struct arch_cpu, self)));
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
