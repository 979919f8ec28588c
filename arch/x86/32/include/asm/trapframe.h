/* SPDX-License-Identifier: MIT */
/*
 * Registers as a trap leaves them on the kernel stack. Inline part of <arch/trap.h>. A trap in the
 * kernel pushes no esp and ss: the frame ends with eflags there. The order is that of a signal
 * frame's struct sigcontext, so that the two can be copied to each other (arch/x86/32/signal.c).
 * System calls: INT 0x80, number in eax, arguments in ebx ecx edx esi edi ebp, result in eax
 * (syscall(2)).
 */
#pragma once
#include <asm/irq.h>
#include <stdint.h>

/* Every frame has all registers. */
#define SYSCALL_WITH_REGISTERS(call) call

#define VECTOR_NMI          2 /* these two are handled by tasks: their frame has all registers */
#define VECTOR_DOUBLE_FAULT 8

struct trapframe {
	uint32_t gs, fs, es, ds; /* pushed by entry.S, last first; upper halves undefined */
	uint32_t edi, esi, ebp, pushed_esp, ebx, edx, ecx, eax; /* PUSHA; POPA skips pushed_esp */
	uint32_t vector, error;
	uint32_t eip, cs, eflags; /* pushed by the CPU */
	uint32_t esp, ss;         /* only from user mode */
};

static inline uintptr_t frame_pc(const struct trapframe *f)
{
	return f->eip;
}

static inline void frame_set_pc(struct trapframe *f, uintptr_t pc)
{
	f->eip = pc;
}

static inline uintptr_t frame_link(const struct trapframe *f)
{
	return 0;
}

static inline bool frame_from_user(const struct trapframe *f)
{
	return f->cs & 3;
}

static inline uintptr_t frame_sp(const struct trapframe *f)
{
	bool task = f->vector == VECTOR_NMI || f->vector == VECTOR_DOUBLE_FAULT;

	return frame_from_user(f) || task ? f->esp : (uintptr_t)&f->esp;
}

static inline void frame_set_sp(struct trapframe *f, uintptr_t sp)
{
	f->esp = sp;
}

static inline uintptr_t frame_fp(const struct trapframe *f)
{
	return f->ebp;
}

static inline unsigned long frame_flags(const struct trapframe *f)
{
	return f->eflags;
}

static inline void frame_set_flags(struct trapframe *f, unsigned long flags)
{
	f->eflags = flags;
}

static inline bool frame_irqs_on(const struct trapframe *f)
{
	return f->eflags & EFLAGS_IF;
}

/* The results of RDTSC, and the additional one of RDTSCP. */
static inline void frame_set_counter(struct trapframe *f, uint64_t value)
{
	f->eax = (uint32_t)value;
	f->edx = (uint32_t)(value >> 32);
}

static inline void frame_set_counter_cpu(struct trapframe *f, uint32_t cpu)
{
	f->ecx = cpu;
}

static inline long syscall_number(const struct trapframe *f)
{
	return (long)f->eax;
}

static inline void syscall_set_number(struct trapframe *f, long number)
{
	f->eax = (uint32_t)number;
}

static inline unsigned long syscall_arg(const struct trapframe *f, unsigned i)
{
	switch (i) {
	case 0:
		return f->ebx;
	case 1:
		return f->ecx;
	case 2:
		return f->edx;
	case 3:
		return f->esi;
	case 4:
		return f->edi;
	default:
		return f->ebp;
	}
}

static inline uintptr_t frame_argument(const struct trapframe *f, unsigned i, bool *in_memory)
{
	*in_memory = true; /* behind the return address */
	return frame_sp(f) + (1 + i) * sizeof(uint32_t);
}

static inline uintptr_t frame_argument_go(const struct trapframe *f, bool *in_memory)
{
	return frame_argument(f, 0, in_memory);
}

static inline void syscall_set_result(struct trapframe *f, long result)
{
	f->eax = (uint32_t)result;
}
