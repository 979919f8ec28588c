/* SPDX-License-Identifier: MIT */
/*
 * Memory set-up, in two steps around arch_mmu_init(), and its summary line.
 */
#pragma once
#include <arch/boot.h>

/* Before arch_mmu_init(): memory for page tables. */
void mm_init_early(const struct boot_info *info);

/* After it: pages, slabs. */
void mm_init(const struct boot_info *info);

/* "memory: ... KiB, ... KiB free". Any context. */
void mm_print(void);

/* Give back what is only kept for re-use, so that page counts can be compared. Thread context,
 * interrupts on. */
void mm_trim(void);
