/* SPDX-License-Identifier: MIT */
/*
 * Registers as a trap leaves them on the kernel stack. Inline part of <arch/trap.h>.
 * System calls: number in rax, arguments in rdi rsi rdx r10 r8 r9, result in rax (System V ABI
 * AMD64 supplement, appendix A.2).
 */
#pragma once
#include <asm/irq.h>
#include <stdint.h>

/* Every frame has all registers. */
#define SYSCALL_WITH_REGISTERS(call) call

struct trapframe {
	uint64_t r15, r14, r13, r12, rbp, rbx; /* pushed by entry.S, last first */
	uint64_t r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss; /* pushed by the CPU */
};

static inline uintptr_t frame_pc(const struct trapframe *f)
{
	return f->rip;
}

static inline void frame_set_pc(struct trapframe *f, uintptr_t pc)
{
	f->rip = pc;
}

static inline uintptr_t frame_sp(const struct trapframe *f)
{
	return f->rsp;
}

static inline void frame_set_sp(struct trapframe *f, uintptr_t sp)
{
	f->rsp = sp;
}

static inline uintptr_t frame_fp(const struct trapframe *f)
{
	return f->rbp;
}

static inline uintptr_t frame_link(const struct trapframe *f)
{
	return 0;
}

static inline bool frame_from_user(const struct trapframe *f)
{
	return f->cs & 3;
}

static inline unsigned long frame_flags(const struct trapframe *f)
{
	return f->rflags;
}

static inline void frame_set_flags(struct trapframe *f, unsigned long flags)
{
	f->rflags = flags;
}

static inline bool frame_irqs_on(const struct trapframe *f)
{
	return f->rflags & EFLAGS_IF;
}

/* The results of RDTSC, and the additional one of RDTSCP. */
static inline void frame_set_counter(struct trapframe *f, uint64_t value)
{
	f->rax = (uint32_t)value;
	f->rdx = (uint32_t)(value >> 32);
}

static inline void frame_set_counter_cpu(struct trapframe *f, uint32_t cpu)
{
	f->rcx = cpu;
}

static inline long syscall_number(const struct trapframe *f)
{
	return (long)f->rax;
}

static inline void syscall_set_number(struct trapframe *f, long number)
{
	f->rax = (uint64_t)number;
}

static inline unsigned long syscall_arg(const struct trapframe *f, unsigned i)
{
	switch (i) {
	case 0:
		return f->rdi;
	case 1:
		return f->rsi;
	case 2:
		return f->rdx;
	case 3:
		return f->r10;
	case 4:
		return f->r8;
	default:
		return f->r9;
	}
}

static inline uintptr_t frame_argument(const struct trapframe *f, unsigned i, bool *in_memory)
{
	*in_memory = false;
	return i ? f->rsi : f->rdi;
}

static inline uintptr_t frame_argument_go(const struct trapframe *f, bool *in_memory)
{
	*in_memory = false;
	return f->rax;
}

static inline void syscall_set_result(struct trapframe *f, long result)
{
	f->rax = (uint64_t)result;
}
