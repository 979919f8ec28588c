/* SPDX-License-Identifier: MIT */
/*
 * Kernel stacks of KSTACK_SIZE bytes, each in a slot of twice that size in the VMAP window. The
 * lower half of a slot is never mapped and serves as a guard. Freed stacks stay mapped in a list
 * for re-use, because an exiting thread cannot wait for other CPUs to flush their TLBs.
 */
#pragma once
#include <arch/thread.h>
#include <lib/base.h>

/* Allocate a stack. Returns its lowest address, or NULL when out of memory. Boot, or thread context
 * with interrupts on. */
void *kstack_alloc(void);

/* Put a stack aside for re-use. No thread runs on it any more. Any context. */
void kstack_free(void *stack);

/* Unmap and free all but `keep` of the stacks put aside. Thread context, interrupts on. */
void kstack_trim(unsigned keep);

/* Is `addr` in the guard of a stack in use? Then *stack is its lowest address. Any context. */
bool kstack_is_guard(uintptr_t addr, void **stack);
