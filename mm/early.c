/* SPDX-License-Identifier: MIT */
/*
 * The early allocator, which also provides the first page tables. Before arch_mmu_init() only
 * memory that the boot page tables map is usable, so the range is the lowest large one.
 */
#include <arch/mmu.h>
#include <kernel/debug/panic.h>
#include <mm/early.h>
#include <mm/page.h>
#include <mm/table.h>

#define EARLY_WANTED (2u << 20) /* enough to start with; the range may be larger */

static paddr_t start, next, end; /* end == 0: closed */

/* Store the largest unreserved piece of [from, to) in *best if it is larger than *best, unless
 * *best is already large enough. */
static void consider(const struct boot_info *info, paddr_t from, paddr_t to, struct boot_ram *best)
{
	for (size_t i = 0; i < info->reserved_count; i++) {
		paddr_t low = info->reserved[i].start, high = info->reserved[i].end;

		if (high <= from || low >= to)
			continue;
		if (low > from)
			consider(info, from, low, best);
		from = MIN(high, to);
	}
	from = ALIGN_UP(from, PAGE_SIZE);
	to = ALIGN_DOWN(to, PAGE_SIZE);
	if (from < to && to - from > best->end - best->start &&
		best->end - best->start < EARLY_WANTED)
		*best = (struct boot_ram){from, to};
}

void early_init(const struct boot_info *info)
{
	struct boot_ram best = {0};

	for (size_t i = 0; i < info->ram_count; i++)
		consider(info, info->ram[i].start,
			MIN(info->ram[i].end, (paddr_t)DIRECT_MAP_PHYS_BASE + DIRECT_MAP_SIZE),
			&best);
	start = next = best.start;
	end = best.end;
}

void *early_alloc(size_t size)
{
	paddr_t at = next;

	size = ALIGN_UP(size, PAGE_SIZE);
	if (end == 0 || size > end - next)
		panic("not enough memory to boot: %zu bytes needed, %zu free", size,
			(size_t)(end - next));
	next += size;
	for (size_t done = 0; done < size; done += PAGE_SIZE)
		arch_page_clear(phys_to_virt(at + done));
	return phys_to_virt(at);
}

struct boot_ram early_finish(void)
{
	end = 0;
	return (struct boot_ram){start, next};
}

paddr_t mmu_table_alloc(void)
{
	return end ? virt_to_phys(early_alloc(PAGE_SIZE)) : table_alloc();
}
