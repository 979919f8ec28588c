/* SPDX-License-Identifier: MIT */
/*
 * The order of memory set-up, and small services over all of mm.
 */
#include <arch/thread.h>
#include <kernel/debug/printk.h>
#include <mm/aspace.h>
#include <mm/early.h>
#include <mm/kstack.h>
#include <mm/mm.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <mm/table.h>

void mm_init_early(const struct boot_info *info)
{
	early_init(info);
}

void mm_init(const struct boot_info *info)
{
	page_init(info);
	kmalloc_init();
}

void mm_print(void)
{
	printk("memory: %lu KiB, %lu KiB free\n", page_total_count() * (PAGE_SIZE / 1024),
		page_free_count() * (PAGE_SIZE / 1024));
}

void mm_trim(void)
{
	kstack_trim(0);
	slab_trim();
	aspaces_trim();
	tables_trim();
}

/* Round sizes beyond 64 bytes up to powers of two: only those classes are 64-aligned. */
static size_t fpu_class(size_t size)
{
	size_t rounded = 64;

	while (rounded < size)
		rounded <<= 1;
	return rounded;
}

void *fpu_state_alloc(size_t size)
{
	return kzalloc(fpu_class(size));
}

void fpu_state_free(void *state, size_t size)
{
	(void)size;
	kfree(state);
}
