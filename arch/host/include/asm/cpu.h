/* SPDX-License-Identifier: MIT */
/*
 * A simulated CPU. Inline part of <arch/cpu.h>. All simulated CPUs share one host thread, which
 * changes between them only at the points of arch/host/machine.h, so that a schedule is a function
 * of the seed.
 */
#pragma once
#include <asm/thread.h>
#include <lib/base.h>

struct cpu;
struct thread;

struct arch_cpu {
	struct arch_thread *current;
	uint64_t deadline_ns; /* of the one-shot timer */
	unsigned ipi_pending; /* enum ipi_reason */
	bool started;
	bool irqs_on;
	bool waiting; /* in arch_cpu_idle() */
};

/* The CPU whose code the host thread runs now. */
extern struct cpu *host_cpu;

/* See arch/host/machine.c. */
void host_relax(void);

/* `struct cpu` starts with its struct arch_cpu. */
static inline struct arch_cpu *host_arch_cpu(void)
{
	return (struct arch_cpu *)host_cpu;
}

static inline struct thread *arch_current(void)
{
	return (struct thread *)host_arch_cpu()->current;
}

static inline struct cpu *arch_this_cpu(void)
{
	return host_cpu;
}

static inline void arch_cpu_relax(void)
{
	host_relax();
}

static inline bool arch_test_and_set(unsigned long *word)
{
	return __atomic_exchange_n(word, 1ul, __ATOMIC_ACQUIRE);
}

static inline uintptr_t arch_frame_pointer(void)
{
	return (uintptr_t)__builtin_frame_address(0);
}
