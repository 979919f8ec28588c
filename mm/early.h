/* SPDX-License-Identifier: MIT */
/*
 * Memory before the page allocator: taken from one end of the largest free range, never given back.
 */
#pragma once
#include <arch/boot.h>

/* Choose the range. Boot, first of all of mm. */
void early_init(const struct boot_info *info);

/* `size` zeroed bytes, page aligned, in the direct map. Panics when there are none. */
void *early_alloc(size_t size);

/* From now on tables come from the page allocator. What was taken, page aligned. */
struct boot_ram early_finish(void);
