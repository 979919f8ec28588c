/* SPDX-License-Identifier: MIT */
/*
 * The state that an interrupt of a simulated CPU saves. Inline part of <arch/trap.h>. There is no
 * user mode.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct trapframe {
	uintptr_t pc, sp;
	uintptr_t args[3];
	bool irqs_on;
};

static inline uintptr_t frame_pc(const struct trapframe *f)
{
	return f->pc;
}

static inline bool frame_from_user(const struct trapframe *f)
{
	(void)f;
	return false;
}

static inline bool frame_irqs_on(const struct trapframe *f)
{
	return f->irqs_on;
}
