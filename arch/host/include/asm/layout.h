/* SPDX-License-Identifier: MIT */
/*
 * Simulated physical memory: one array, supplied by the test. Inline part of <arch/mmu.h>.
 */
#pragma once
#include <lib/base.h>

#define HOST_RAM_BASE ((paddr_t)1 << 20)

#define DIRECT_MAP_PHYS_BASE 0
#define DIRECT_MAP_SIZE      0x100000000000
#define USER_MIN             0x10000ul
#define USER_MAX             0x7ffffffff000ul

extern char *host_ram; /* the memory at HOST_RAM_BASE */

static inline void *phys_to_virt(paddr_t pa)
{
	return host_ram + (pa - HOST_RAM_BASE);
}

static inline paddr_t virt_to_phys(const void *va)
{
	return (paddr_t)((const char *)va - host_ram) + HOST_RAM_BASE;
}
