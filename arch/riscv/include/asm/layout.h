/* SPDX-License-Identifier: MIT */
/*
 * The address space under Sv39 (privileged specification, 4.4):
 *
 *   0000000000010000  user
 *   0000003ffffff000  end of user
 *   ffffffc000000000  direct map of physical memory   128 GiB
 *   ffffffe000000000  VMAP window: kernel stacks        1 GiB
 *   ffffffe040000000  device registers                  1 GiB
 *   ffffffff80200000  kernel image, at physical + KERNEL_BASE
 */
#pragma once

#define KERNEL_BASE 0xffffffff00000000
#define KERNEL_PHYS 0x80200000

#define DIRECT_MAP_BASE      0xffffffc000000000
#define DIRECT_MAP_PHYS_BASE 0
#define DIRECT_MAP_SIZE      0x2000000000
#define VMAP_BASE            0xffffffe000000000
#define VMAP_END             0xffffffe040000000
#define DEVICE_BASE          0xffffffe040000000
#define DEVICE_END           0xffffffe080000000
#define USER_MIN             0x10000ul
#define USER_MAX             0x3ffffff000ul

/* Random offsets of the parts of a program: this many bits, in pages. */
#define LAYOUT_STACK_BITS 18
#define LAYOUT_MAP_BITS   18
#define LAYOUT_HEAP_BITS  18

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
