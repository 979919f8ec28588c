/* SPDX-License-Identifier: MIT */
/*
 * Floating-point state (extensions F and D). A thread that never used it runs with sstatus.FS off;
 * its first use traps as an illegal instruction and gives it an area, saved and restored from then
 * on at every switch, never lazily.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct fpu_state {
	uint64_t f[32];
	uint64_t fcsr;
};

struct trapframe;

/* Move the registers from the thread with area `prev` to the one with area `next` (NULL: none). */
void fpu_switch(struct fpu_state *prev, struct fpu_state *next);

/* Copy the current thread's state out (zeros when it has none), or give it this one; its user frame
 * is `frame`. 0 or -ENOMEM. Thread context. */
void fpu_read(struct fpu_state *state);
int fpu_write(struct trapframe *frame, const struct fpu_state *state);

/* Was the illegal instruction of `frame` the thread's first floating-point one? Then give it its
 * area and let it go on. Interrupts off. */
bool fpu_first_use(struct trapframe *frame);
