/* SPDX-License-Identifier: MIT */
/*
 * Floating-point state (extensions F and D). A thread that has never used it runs with sstatus.FS
 * off. Its first use traps as an illegal instruction and gives the thread an area. From then on the
 * registers are saved and restored at every switch, never lazily. While sstatus.FS in the user
 * frame says that the registers are still all zero (many programs only store them once), a switch
 * between two such threads moves nothing.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct fpu_state {
	uint64_t f[32];
	uint32_t fcsr;
	/* Only in a thread's area, not in a signal frame: all values are zero. If the registers
	 * have changed since, sstatus.FS in the frame says so. fpu_save() clears it. */
	uint32_t initial;
};

struct trapframe;

/* Give the current thread, whose user frame is `frame` and which has no area, an area with the
 * contents of the struct fpu_state at `user_state`, unless those are all zero. The caller has
 * checked the range. 0, -EFAULT or -ENOMEM. Thread context. */
int fpu_begin(struct trapframe *frame, uintptr_t user_state);

/* Was the illegal instruction of `frame` the thread's first floating-point instruction? Then give
 * the thread an area, so that it can continue. Interrupts off. */
bool fpu_first_use(struct trapframe *frame);
