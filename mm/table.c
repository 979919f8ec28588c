/* SPDX-License-Identifier: MIT */
/*
 * Page tables kept for re-use: a list through their struct page, under a lock of its own. The page
 * allocator calls tables_trim() when it runs out of pages.
 */
#include <mm/page.h>
#include <mm/table.h>

#define KEEP_MOST  32
#define KEEP_SHARE 256 /* ... and at most one page in that many */

static struct spinlock lock = SPINLOCK_INIT("page tables", LOCK_RANK_TABLE);
static struct list spares = LIST_INIT(spares);
static unsigned spare_count;

static struct page *spare_pop(void)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	struct list *link = list_pop_front(&spares);

	spare_count -= link != NULL;
	spin_unlock_irqrestore(&lock, flags);
	return link ? list_entry(link, struct page, link) : NULL;
}

paddr_t table_alloc(void)
{
	struct page *page = spare_pop();

	if (!page)
		page = page_alloc_zeroed(0);
	return page ? page_to_phys(page) : 0;
}

void mmu_table_free(paddr_t table)
{
	page_put(phys_to_page(table));
}

void mmu_table_recycle(paddr_t table)
{
	struct page *page = phys_to_page(table);
	unsigned long flags = spin_lock_irqsave(&lock);
	bool keep = spare_count < KEEP_MOST && spare_count < page_total_count() / KEEP_SHARE;

	if (keep) {
		list_push_front(&spares, &page->link);
		spare_count++;
	}
	spin_unlock_irqrestore(&lock, flags);
	if (!keep)
		page_put(page);
}

bool tables_trim(void)
{
	struct page *page;
	bool any = false;

	while ((page = spare_pop())) {
		page_put(page);
		any = true;
	}
	return any;
}
