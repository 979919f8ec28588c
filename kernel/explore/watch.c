/* SPDX-License-Identifier: MIT */
/*
 * A closed page keeps its protection, except that user mode may not use it. The kernel's own
 * accesses do not need it to be open.
 */
#include <arch/pte.h>
#include <kernel/explore/accesses.h>
#include <kernel/explore/record_set.h>
#include <kernel/explore/watch.h>
#include <kernel/proc/process.h>
#include <mm/area.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <mm/slab.h>

#define AROUND     16 /* pages that a fault may map on either side of its own */
#define SPACES_MAX 256
#define LIST_FIRST 256

/* The pages open for each reason, some of them perhaps closed again. */
static struct list_of_pages {
	uintptr_t *page;
	size_t count, room;
} lists[WATCH_HOT + 1];

static struct record_set watched = RECORD_SET(struct watched, sizeof(uint64_t));
static const struct aspace *spaces[SPACES_MAX];
static unsigned space_count;
static uint32_t run, late;

/* The page is closed. */
static void forget(struct watched *w)
{
	w->reason = WATCH_CLOSED;
	w->restricted = false;
}

void watch_begin(void)
{
	run++;
	late = 0;
	space_count = 0;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		lists[i].count = 0;
	for (size_t i = 0; i < watched.places; i++) {
		struct watched *w = record_set_at(&watched, i);

		if (w)
			forget(w);
	}
}

void watch_free(void)
{
	record_set_free(&watched);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		kfree(lists[i].page);
		lists[i] = (struct list_of_pages){0};
	}
}

unsigned watch_space(const struct aspace *as, unsigned flags)
{
	static_assert(SPACES_MAX < ACCESS_SPACES, "room");
	if (flags & AREA_SHARED)
		return 0;
	for (unsigned i = 0; i < space_count; i++)
		if (spaces[i] == as)
			return i + 1;
	if (space_count < SPACES_MAX)
		spaces[space_count++] = as;
	return space_count;
}

static struct watched *find(const struct aspace *as, uintptr_t page, unsigned flags)
{
	uint64_t key = access_address(page, watch_space(as, flags));

	return record_set_find(&watched, &key);
}

/* The page-table entry of the page at `va`; NULL: the page is not present. Lock: as->lock. */
static pte_t *present_entry(struct aspace *as, uintptr_t va)
{
	uintptr_t next;
	pte_t *entry = pagetable_leaf(&as->arch, va, &next);

	assert_locked(&as->lock);
	return entry && pte_is_present(*entry) ? entry : NULL;
}

static void set_prot(pte_t *entry, uintptr_t va, unsigned prot)
{
	pte_set(entry, pte_make(pte_phys(*entry), prot));
	arch_flush_page(va);
}

/* Close the page at `va`, if it is present. Lock: as->lock. */
static void close_page(struct aspace *as, uintptr_t va, struct watched *w)
{
	unsigned more = w && w->restricted ? PROT_WRITE : 0;
	pte_t *entry;

	assert_locked(&as->lock);
	entry = present_entry(as, va);
	if (entry && pte_prot(*entry) & PROT_USER)
		set_prot(entry, va, (pte_prot(*entry) | more) & ~(unsigned)PROT_USER);
	if (w)
		forget(w);
}

/* Close those pages of [start, end) in `area` that are open for no reason. Lock: as->lock. */
static void close_range(struct aspace *as, const struct vm_area *area, uintptr_t start,
	uintptr_t end)
{
	uintptr_t next;

	assert_locked(&as->lock);
	for (uintptr_t va = MAX(start, area->start); va < MIN(end, area->end); va += PAGE_SIZE) {
		struct watched *w;

		if (!pagetable_leaf(&as->arch, va, &next)) {
			if (!next)
				break;
			va = next - PAGE_SIZE;
			continue;
		}
		if (!present_entry(as, va))
			continue;
		w = find(as, va, area->flags);
		if (!w || w->reason == WATCH_CLOSED)
			close_page(as, va, w);
	}
}

void watch_close_aspace(struct aspace *as)
{
	mutex_lock(&as->lock);
	for (struct vm_area *area = area_at_or_above(as, 0); area; area = area_next(area))
		if (area->prot & PROT_WRITE)
			close_range(as, area, area->start, area->end);
	mutex_unlock(&as->lock);
}

/* Is the page present, and writable if it must be? Lock: as->lock. */
static bool is_in(struct aspace *as, uintptr_t page, bool write, unsigned flags)
{
	const struct watched *w = find(as, page, flags);
	const pte_t *entry;

	assert_locked(&as->lock);
	entry = present_entry(as, page);
	return entry && (!write || pte_is_writable(*entry) || (w && w->restricted));
}

/* A fault has mapped the page at `page`, and perhaps pages around it. 1: it is watched; 0: it is
 * not. */
static int close_new(struct aspace *as, uintptr_t page, unsigned *area_flags)
{
	const uintptr_t reach = AROUND * PAGE_SIZE;
	const struct vm_area *area;
	bool ours;

	mutex_lock(&as->lock);
	area = area_find(as, page);
	ours = area && area->prot & PROT_WRITE;
	if (ours) {
		*area_flags = area->flags;
		close_range(as, area, page > reach ? page - reach : 0, page + reach);
	}
	mutex_unlock(&as->lock);
	return ours;
}

int watch_bring_in(struct aspace *as, uintptr_t addr, bool write, unsigned *area_flags)
{
	uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE);
	const struct vm_area *area;
	bool ours, in;
	int error;

	mutex_lock(&as->lock);
	area = area_find(as, addr);
	ours = area && area->prot & PROT_WRITE;
	in = area && (!ours || is_in(as, page, write, area->flags));
	if (in)
		*area_flags = area->flags;
	mutex_unlock(&as->lock);
	if (in)
		return ours;
	error = aspace_fault(as, addr, write ? VM_WRITE : VM_READ);
	return error ? error : close_new(as, page, area_flags);
}

struct watched *watch_page(const struct aspace *as, uintptr_t page, unsigned area_flags)
{
	uint64_t key = access_address(page, watch_space(as, area_flags));

	return record_set_add(&watched, &key);
}

bool watch_use(struct watched *w, uint32_t thread, bool write)
{
	if (w->run != run) {
		w->run = run;
		w->owner = 0;
		w->others = w->written = false;
	}
	if (w->shared)
		return true;
	if (!w->owner)
		w->owner = (uint16_t)(thread + 1);
	w->others |= w->owner != thread + 1;
	w->written |= write;
	w->shared = w->others && w->written;
	late += w->shared;
	return w->shared;
}

uint32_t watch_late_count(void)
{
	return late;
}

static bool has_room(struct list_of_pages *list)
{
	size_t room = list->room ? 2 * list->room : LIST_FIRST;
	uintptr_t *larger;

	if (list->count < list->room)
		return true;
	larger = kmalloc(room * sizeof(*larger));
	if (!larger)
		return false;
	for (size_t i = 0; i < list->count; i++)
		larger[i] = list->page[i];
	kfree(list->page);
	list->page = larger;
	list->room = room;
	return true;
}

bool watch_open(struct aspace *as, struct watched *w, uintptr_t page, bool write,
	enum watch_reason reason)
{
	struct list_of_pages *list = &lists[reason];
	pte_t *entry;
	unsigned prot;
	bool listed = has_room(list);

	if (!listed && list->room) { /* start the list anew: its pages fault again */
		watch_close(reason);
		listed = true;
	}
	mutex_lock(&as->lock);
	entry = present_entry(as, page);
	if (entry) {
		prot = pte_prot(*entry) | PROT_USER | (w->restricted ? PROT_WRITE : 0);
		w->restricted = !write && prot & PROT_WRITE;
		set_prot(entry, page, w->restricted ? prot & ~(unsigned)PROT_WRITE : prot);
		if (listed && w->reason != reason)
			list->page[list->count++] = page;
		w->reason = (uint8_t)reason;
	}
	mutex_unlock(&as->lock);
	return listed;
}

void watch_close(enum watch_reason reason)
{
	struct aspace *as = current_process()->aspace;
	struct list_of_pages *list = &lists[reason];

	if (!list->count)
		return;
	mutex_lock(&as->lock);
	while (list->count) {
		uintptr_t page = list->page[--list->count];
		const struct vm_area *area = area_find(as, page);
		struct watched *w = area ? find(as, page, area->flags) : NULL;

		if (w && w->reason == reason)
			close_page(as, page, w);
	}
	mutex_unlock(&as->lock);
}

void watch_close_new(uintptr_t addr)
{
	struct aspace *as = current_process()->aspace;
	const struct vm_area *area;

	mutex_lock(&as->lock);
	area = area_find(as, addr);
	if (area && area->prot & PROT_WRITE)
		close_range(as, area, ALIGN_DOWN(addr, PAGE_SIZE),
			ALIGN_DOWN(addr, PAGE_SIZE) + PAGE_SIZE);
	mutex_unlock(&as->lock);
}

const uint8_t *watch_bytes(struct aspace *as, uintptr_t page)
{
	const pte_t *entry;

	assert_locked(&as->lock);
	entry = present_entry(as, page);
	return entry ? page_address(phys_to_page(pte_phys(*entry))) : NULL;
}
