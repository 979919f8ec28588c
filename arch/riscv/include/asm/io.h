/* SPDX-License-Identifier: MIT */
/*
 * Memory-mapped registers. Inline part of <arch/io.h>.
 */
#pragma once
#include <arch/io.h>
#include <lib/base.h>

static inline uint8_t arch_io_read8(const struct io_region *r, size_t offset)
{
	uint8_t value = *(volatile uint8_t *)(r->base + offset);

	asm volatile("fence i, ir" ::: "memory");
	return value;
}

static inline void arch_io_write8(const struct io_region *r, size_t offset, uint8_t value)
{
	asm volatile("fence w, o" ::: "memory");
	*(volatile uint8_t *)(r->base + offset) = value;
}
