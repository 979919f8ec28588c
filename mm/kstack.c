/* SPDX-License-Identifier: MIT */
/*
 * Kernel stacks. Free slots are found in a bitmap. The list of stacks put aside is linked through
 * their second word, since the lowest is the canary, which stays checkable.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <kernel/sync/spinlock.h>
#include <lib/bitmap.h>
#include <mm/kstack.h>
#include <mm/page.h>
#include <mm/pagetable.h>

#define SLOT_SIZE   (2ul * KSTACK_SIZE)
#define SLOTS       20480 /* 320 MiB of addresses, the smallest window of any architecture */
#define STACK_PAGES (KSTACK_SIZE / PAGE_SIZE)
#define KEEP_MOST   64 /* if more stacks are put aside, the next allocation frees some */

struct spare {
	uintptr_t canary;
	struct spare *next;
};

static struct spinlock lock = SPINLOCK_INIT("kstack", LOCK_RANK_KSTACK);
static unsigned long slots_used[BITMAP_WORDS(SLOTS)];
static size_t first_free; /* no slot below is free; low ones first: they share page tables */
static struct spare *spares;
static unsigned spare_count;

static uintptr_t slot_stack(size_t slot)
{
	return VMAP_BASE + slot * SLOT_SIZE + KSTACK_SIZE;
}

static size_t stack_slot(const void *stack)
{
	return ((uintptr_t)stack - VMAP_BASE) / SLOT_SIZE;
}

static size_t slot_take(void)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	size_t slot = bitmap_next_clear(slots_used, SLOTS, first_free);

	if (slot < SLOTS) {
		bitmap_set(slots_used, slot);
		first_free = slot + 1;
	}
	spin_unlock_irqrestore(&lock, flags);
	return slot;
}

static void slot_give(size_t slot)
{
	unsigned long flags = spin_lock_irqsave(&lock);

	bitmap_clear(slots_used, slot);
	first_free = MIN(first_free, slot);
	spin_unlock_irqrestore(&lock, flags);
}

/* Only one thread at a time changes the kernel's page tables. */
static struct spinlock map_lock = SPINLOCK_INIT("kernel mappings", LOCK_RANK_VMAP);

/* Unmap the pages of a stack that are mapped. Their frames are stored in `frames`, 0 where there
 * was none. Lock: map_lock. */
static void unmap_stack_locked(uintptr_t stack, paddr_t frames[STACK_PAGES])
{
	assert_locked(&map_lock);
	for (unsigned i = 0; i < STACK_PAGES; i++) {
		unsigned prot;

		frames[i] = 0;
		pagetable_query(&arch_kernel_aspace, stack + i * PAGE_SIZE, &frames[i], &prot);
	}
	pagetable_unmap(&arch_kernel_aspace, stack, STACK_PAGES);
}

static void put_frames(const paddr_t frames[STACK_PAGES])
{
	for (unsigned i = 0; i < STACK_PAGES; i++)
		if (frames[i])
			page_put(phys_to_page(frames[i]));
}

static bool map_stack(uintptr_t stack)
{
	for (unsigned i = 0; i < STACK_PAGES; i++) {
		struct page *page = page_alloc(0);

		if (!page)
			return false;
		if (pagetable_map(&arch_kernel_aspace, stack + i * PAGE_SIZE, page_to_phys(page), 1,
			    PROT_READ | PROT_WRITE)) {
			page_put(page);
			return false;
		}
	}
	return true;
}

static void *kstack_create(void)
{
	size_t slot = slot_take();
	paddr_t frames[STACK_PAGES];
	unsigned long flags;
	bool mapped;

	if (slot == SLOTS)
		return NULL;
	flags = spin_lock_irqsave(&map_lock);
	mapped = map_stack(slot_stack(slot));
	if (!mapped)
		unmap_stack_locked(slot_stack(slot), frames);
	spin_unlock_irqrestore(&map_lock, flags);
	if (mapped)
		return (void *)slot_stack(slot);
	put_frames(frames); /* no CPU has used the mapping yet */
	slot_give(slot);
	return NULL;
}

static struct spare *spare_pop(unsigned keep)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	struct spare *spare = NULL;

	if (spare_count > keep) {
		spare = spares;
		spares = spare->next;
		spare_count--;
	}
	spin_unlock_irqrestore(&lock, flags);
	return spare;
}

void *kstack_alloc(void)
{
	void *stack;

	if (unlikely(spare_count > KEEP_MOST))
		kstack_trim(KEEP_MOST / 2);
	stack = spare_pop(0);
	return stack ? stack : kstack_create();
}

void kstack_free(void *stack)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	struct spare *spare = stack;

	spare->next = spares;
	spares = spare;
	spare_count++;
	spin_unlock_irqrestore(&lock, flags);
}

void kstack_trim(unsigned keep)
{
	paddr_t frames[STACK_PAGES];
	struct spare *spare;
	unsigned long flags;

	DEBUG_ASSERT(arch_irqs_enabled());
	while ((spare = spare_pop(keep))) {
		flags = spin_lock_irqsave(&map_lock);
		unmap_stack_locked((uintptr_t)spare, frames);
		spin_unlock_irqrestore(&map_lock, flags);
		/* The pages are not free until all CPUs have flushed the mapping. */
		arch_tlb_shootdown((uintptr_t)spare, STACK_PAGES);
		put_frames(frames);
		slot_give(stack_slot(spare));
	}
}

bool kstack_is_guard(uintptr_t addr, void **stack)
{
	size_t slot = (addr - VMAP_BASE) / SLOT_SIZE;

	if (addr < VMAP_BASE || slot >= SLOTS || addr & KSTACK_SIZE ||
		!bitmap_test(slots_used, slot))
		return false;
	*stack = (void *)slot_stack(slot);
	return true;
}
