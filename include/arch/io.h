/* SPDX-License-Identifier: MIT */
/*
 * Contract: device registers. Inline from <asm/io.h>:
 *
 *   uint8_t arch_io_read8(const struct io_region *r, size_t offset)
 *   void arch_io_write8(const struct io_region *r, size_t offset, uint8_t value)
 */
#pragma once
#include <lib/base.h>

struct io_region {
	uintptr_t base; /* mapped virtual address, or I/O port number */
	bool port;
};
#include <asm/io.h>

/* Map the device registers at physical [base, base + size) uncached, for good. Returns their
 * virtual address, or 0 if the device window is full. Boot CPU, after arch_mmu_init(). In
 * mm/pagetable.c. */
uintptr_t io_map(paddr_t base, size_t size);
