/* SPDX-License-Identifier: MIT */
/*
 * The page of kernel-provided code at the top of every program's memory, read-only to it: where
 * signal handlers return to on architectures that need it.
 */
#pragma once
#include <arch/mmu.h>

struct aspace;

#define VDSO_ADDRESS (USER_MAX - PAGE_SIZE)

/* Make the page. Boot, once. */
void vdso_init(void);

/* Map it into a new program's memory. 0 or -ENOMEM. Thread context. */
int vdso_map(struct aspace *as);
