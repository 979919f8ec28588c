/* SPDX-License-Identifier: MIT */
/*
 * The 64-bit address space (4-level paging, Intel SDM 3A, 4.5):
 *
 *   0000000000010000  user
 *   00007ffffffff000  end of user
 *   ffff888000000000  direct map of physical memory
 *   ffffc90000000000  VMAP window: kernel stacks        4 GiB
 *   ffffc90100000000  device registers                  1 GiB
 *   ffffffff80000000  kernel image, at physical + this
 */
#pragma once

#define KERNEL_BASE 0xffffffff80000000
#define KERNEL_PHYS 0x100000

#define DIRECT_MAP_BASE      0xffff888000000000
#define DIRECT_MAP_PHYS_BASE 0
#define DIRECT_MAP_SIZE      0x100000000000
#define VMAP_BASE            0xffffc90000000000
#define VMAP_END             0xffffc90100000000
#define DEVICE_BASE          0xffffc90100000000
#define DEVICE_END           0xffffc90140000000
#define USER_MIN             0x10000ul
#define USER_MAX             0x7ffffffff000ul

/* Random offsets of the parts of a program: this many bits, in pages. */
#define LAYOUT_STACK_BITS 22
#define LAYOUT_MAP_BITS   28
#define LAYOUT_HEAP_BITS  13

#define MMU_LEVELS 4

#ifndef __ASSEMBLY__
#include <lib/base.h>

static inline void *phys_to_virt(paddr_t pa)
{
	return (void *)(DIRECT_MAP_BASE + pa);
}

static inline paddr_t virt_to_phys(const void *va)
{
	uintptr_t address = (uintptr_t)va;

	return address >= KERNEL_BASE ? address - KERNEL_BASE : address - DIRECT_MAP_BASE;
}
#endif
