/* SPDX-License-Identifier: MIT */
/*
 * Memory set-up, in two steps before and after arch_mmu_init(), and services over all of mm.
 */
#pragma once
#include <arch/boot.h>

/* Before arch_mmu_init(): provide memory for page tables. */
void mm_init_early(const struct boot_info *info);

/* After arch_mmu_init(): set up pages and slabs. */
void mm_init(const struct boot_info *info);

/* Print "memory: ... KiB, ... KiB free". Any context. */
void mm_print(void);

/* Free everything that is only kept for re-use: when memory is short, and before page counts are
 * compared. Thread context, interrupts on. */
void mm_trim(void);
