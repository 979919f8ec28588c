/* SPDX-License-Identifier: MIT */
/*
 * Floating-point state (extensions F and D). A thread that never used it runs with sstatus.FS off;
 * its first use traps as an illegal instruction and gives it an area, saved and restored from then
 * on at every switch, never lazily. While the user frame says by sstatus.FS that the registers are
 * still all zero (many programs only store them once), nothing moves between two such threads.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct fpu_state {
	uint64_t f[32];
	uint32_t fcsr;
	/* Of a thread's area, not in a signal frame: all is zero. The registers may have changed
	 * since, then the frame's sstatus.FS says so. fpu_save() clears it. */
	uint32_t initial;
};

struct trapframe;

/* The current thread, with user frame `frame`, has no area: it gets one if the struct fpu_state of
 * the user's is not all zero, and starts with that. The caller has checked the range. 0, -EFAULT or
 * -ENOMEM. Thread context. */
int fpu_begin(struct trapframe *frame, uintptr_t user_state);

/* Was the illegal instruction of `frame` the thread's first floating-point one? Then give it its
 * area and let it go on. Interrupts off. */
bool fpu_first_use(struct trapframe *frame);
