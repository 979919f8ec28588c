/* SPDX-License-Identifier: MIT */
/*
 * I/O ports and memory-mapped registers. Inline part of <arch/io.h>, and more for x86 code.
 */
#pragma once
#include <arch/io.h>
#include <lib/base.h>

static inline uint8_t port_in8(uint16_t port)
{
	uint8_t value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void port_out8(uint16_t port, uint8_t value)
{
	asm volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline void port_out16(uint16_t port, uint16_t value)
{
	asm volatile("outw %0, %1" ::"a"(value), "Nd"(port));
}

static inline uint8_t arch_io_read8(const struct io_region *r, size_t offset)
{
	if (r->port)
		return port_in8((uint16_t)(r->base + offset));
	return *(volatile uint8_t *)(r->base + offset);
}

static inline void arch_io_write8(const struct io_region *r, size_t offset, uint8_t value)
{
	if (r->port)
		port_out8((uint16_t)(r->base + offset), value);
	else
		*(volatile uint8_t *)(r->base + offset) = value;
}
