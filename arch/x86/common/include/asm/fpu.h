/* SPDX-License-Identifier: MIT */
/*
 * x87, SSE and AVX state (Intel SDM 1, chapter 13). Every user thread has it from the start, for
 * every program's C library uses these registers; it is saved and restored at every switch, never
 * lazily. Threads of the kernel have none, and leave the registers alone. CR0.TS
 * stays clear.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The boot CPU's first: lets the kernel move pages by SSE registers, if there are. */
void fpu_init_boot(void);
extern bool fpu_ready;

/* Find out what the CPU saves; per CPU, before any use by programs. */
void fpu_init_cpu(void);

/* Move the registers from the thread with area `prev` to the one with area `next` (NULL: none). */
void fpu_switch(void *prev, void *next);

/*
 * The state in a signal frame: its size; where it goes, in user memory aligned to 64, a range that
 * the caller has checked; and where it comes from, which nobody has (0: initial state). The first
 * is followed by fpu_reset() once the frame is complete: handlers start with initial state. 0,
 * -EFAULT or -ENOMEM. Thread context, interrupts on.
 */
size_t fpu_frame_size(void);
int fpu_frame_save(uintptr_t user_area);
int fpu_frame_restore(uintptr_t user_area);
void fpu_reset(void);

/* After fpu_frame_save(), before fpu_reset(): the x87 part as FSAVE stores it and Linux's two words
 * behind it, 112 bytes whose range the caller has checked. 0 or -EFAULT. */
int fpu_frame_fsave(uintptr_t user_area);

/* Why an x87 or SIMD exception came: FPE_..., 0: unknown. The current thread's registers. */
int fpu_exception_code(bool simd);
