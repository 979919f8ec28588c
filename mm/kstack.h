/* SPDX-License-Identifier: MIT */
/*
 * Kernel stacks: KSTACK_SIZE bytes each, in slots of twice that in the VMAP window, so that the
 * lower half of each slot, never mapped, is a guard. Freed stacks stay mapped in a list for re-use,
 * because a thread that ends cannot wait for other CPUs to flush their TLBs.
 */
#pragma once
#include <arch/thread.h>
#include <lib/base.h>

/* A stack's lowest address; NULL when out of memory. Thread context, interrupts on. */
void *kstack_alloc(void);

/* Put it aside for re-use. Nobody runs on it. Any context. */
void kstack_free(void *stack);

/* Unmap and free all but `keep` of the stacks put aside. Thread context, interrupts on. */
void kstack_trim(unsigned keep);

/* Is `addr` in the guard of a stack in use? Then *stack is its lowest address. Any context. */
bool kstack_is_guard(uintptr_t addr, void **stack);
