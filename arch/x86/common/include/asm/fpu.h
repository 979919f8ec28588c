/* SPDX-License-Identifier: MIT */
/*
 * x87, SSE and AVX state (Intel SDM 1, chapter 13). Every user thread has it from the start, since
 * every program's C library uses these registers. It is saved and restored at every switch, never
 * lazily. Kernel threads have none and do not use the registers. CR0.TS stays clear.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First step on the boot CPU: lets the kernel copy pages through SSE registers, if there are
 * any. */
void fpu_init_boot(void);
extern bool fpu_ready;

/* Detect which state the CPU saves. On each CPU, before programs run. */
void fpu_init_cpu(void);

/* Save the registers to the area `prev`, and load them from `next` (NULL: no area). Interrupts
 * off. */
void fpu_switch(void *prev, void *next);

/*
 * The state in a signal frame. fpu_frame_size() is its size in bytes. fpu_frame_save() writes it to
 * user memory, 64-byte aligned, in a range that the caller has checked; fpu_reset() must follow
 * once the frame is complete, since handlers start with the initial state. fpu_frame_restore()
 * reads it from an address that need not have been checked (0: initial state). 0, -EFAULT or
 * -ENOMEM. Thread context, interrupts on.
 */
size_t fpu_frame_size(void);
int fpu_frame_save(uintptr_t user_area);
int fpu_frame_restore(uintptr_t user_area);
void fpu_reset(void);

/* Write the x87 part as FSAVE stores it and Linux's two words after it, 112 bytes in a range that
 * the caller has checked. Between fpu_frame_save() and fpu_reset(). 0 or -EFAULT. */
int fpu_frame_fsave(uintptr_t user_area);

/* The cause of an x87 or SIMD exception: FPE_..., or 0 if unknown. Reads the current thread's
 * registers. */
int fpu_exception_code(bool simd);
