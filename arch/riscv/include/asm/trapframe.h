/* SPDX-License-Identifier: MIT */
/*
 * Registers as the trap entry saves them. Inline part of <arch/trap.h>. System calls: number in a7,
 * arguments in a0-a5, result in a0 (RISC-V calling convention as Linux uses it).
 */
#pragma once
#include <asm/csr.h>
#include <stdbool.h>
#include <stdint.h>

#define SYSCALL_WITH_REGISTERS(call) with_registers_##call

struct trapframe {
	uint64_t x[32]; /* by number; x[0] is not used */
	uint64_t sepc, sstatus, scause, stval;
};

enum { REG_RA = 1, REG_SP = 2, REG_GP = 3, REG_TP = 4, REG_FP = 8, REG_A0 = 10, REG_A7 = 17 };

static inline uintptr_t frame_pc(const struct trapframe *f)
{
	return f->sepc;
}

static inline void frame_set_pc(struct trapframe *f, uintptr_t pc)
{
	f->sepc = pc;
}

static inline uintptr_t frame_sp(const struct trapframe *f)
{
	return f->x[REG_SP];
}

static inline void frame_set_sp(struct trapframe *f, uintptr_t sp)
{
	f->x[REG_SP] = sp;
}

static inline uintptr_t frame_fp(const struct trapframe *f)
{
	return f->x[REG_FP];
}

static inline uintptr_t frame_link(const struct trapframe *f)
{
	return f->x[REG_RA];
}

static inline bool frame_from_user(const struct trapframe *f)
{
	return !(f->sstatus & SSTATUS_SPP);
}

static inline bool frame_irqs_on(const struct trapframe *f)
{
	return f->sstatus & SSTATUS_SPIE;
}

static inline long syscall_number(const struct trapframe *f)
{
	return (long)f->x[REG_A7];
}

static inline void syscall_set_number(struct trapframe *f, long number)
{
	f->x[REG_A7] = (uint64_t)number;
}

static inline unsigned long syscall_arg(const struct trapframe *f, unsigned i)
{
	return f->x[REG_A0 + i];
}

static inline uintptr_t frame_argument(const struct trapframe *f, unsigned i, bool *in_memory)
{
	*in_memory = false;
	return f->x[REG_A0 + i];
}

static inline uintptr_t frame_argument_go(const struct trapframe *f, bool *in_memory)
{
	return frame_argument(f, 0, in_memory);
}

static inline void syscall_set_result(struct trapframe *f, long result)
{
	f->x[REG_A0] = (uint64_t)result;
}
