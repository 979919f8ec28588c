/* SPDX-License-Identifier: MIT */
/*
 * x87, SSE and AVX state (Intel SDM 1, chapter 13). A thread that never used it has no state and
 * runs with CR0.TS set; its first use traps (#NM), gives it an area, and from then on its state is
 * saved and restored at every switch, never lazily.
 */
#pragma once
#include <stdbool.h>

/* Find out what the CPU saves; per CPU, before any use. */
void fpu_init_cpu(void);

/* Move the registers from the thread with area `prev` to the one with area `next` (NULL: none). */
void fpu_switch(void *prev, void *next);

/* The current thread has no state any more. Thread context. */
void fpu_drop(void);

/* #NM: give the current thread its area. False when there is no memory for it. Interrupts off. */
bool fpu_first_use(void);
