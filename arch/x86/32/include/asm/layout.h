/* SPDX-License-Identifier: MIT */
/*
 * The 32-bit address space (PAE paging, Intel SDM 3A, 4.4):
 *
 *   00010000  user
 *   bffff000  end of user
 *   c0000000  direct map of the first 512 MiB of physical memory, the kernel image in it
 *   e0000000  VMAP window: kernel stacks        384 MiB
 *   f8000000  device registers                  127 MiB
 *
 * Memory beyond the direct map is not used.
 */
#pragma once

#define KERNEL_BASE 0xc0000000
#define KERNEL_PHYS 0x100000

#define DIRECT_MAP_BASE      0xc0000000
#define DIRECT_MAP_PHYS_BASE 0
#define DIRECT_MAP_SIZE      0x20000000
#define VMAP_BASE            0xe0000000
#define VMAP_END             0xf8000000
#define DEVICE_BASE          0xf8000000
#define DEVICE_END           0xfff00000
#define USER_MIN             0x10000ul
#define USER_MAX             0xbffff000ul

/* Random offsets of the parts of a program: this many bits, in pages. */
#define LAYOUT_STACK_BITS 11
#define LAYOUT_MAP_BITS   8
#define LAYOUT_HEAP_BITS  13

#define MMU_LEVELS 3

#ifndef __ASSEMBLY__
#include <lib/base.h>

static inline void *phys_to_virt(paddr_t pa)
{
	return (void *)(DIRECT_MAP_BASE + (uintptr_t)pa);
}

static inline paddr_t virt_to_phys(const void *va)
{
	return (uintptr_t)va - DIRECT_MAP_BASE;
}
#endif
