/* SPDX-License-Identifier: MIT */
/*
 * In a profiling run the pages that the program may write are closed to user mode. An access
 * faults, is logged, and its page is opened for one instruction. An instruction that reads and then
 * writes faults twice, since a page opened for reading stays closed to writes. After the run, a
 * word that two threads touched and one of them wrote is shared; the instructions that touched it
 * get breakpoints.
 */
#include <arch/pte.h>
#include <arch/step.h>
#include <kernel/explore/access.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/session.h>
#include <mm/area.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <uapi/errno.h>

#define LOG_ORDER   9 /* 2 MiB */
#define LOG_MAX     (((size_t)PAGE_SIZE << LOG_ORDER) / sizeof(struct logged))
#define WORDS_ORDER 8
#define WORDS_MAX   ((size_t)1 << 15)
#define WORD_SIZE   sizeof(uint64_t)
#define OPENED_MAX  8

struct logged {
	uintptr_t pc, word;
	uint32_t thread;
	uint32_t write;
};

struct word {
	uintptr_t address; /* 0: a free entry of the table */
	uint16_t thread;   /* the first thread that touched it */
	bool shared, written;
};

static struct logged *logged;
static struct word *words;
static size_t log_count;
static size_t opened_count;
static struct opened {
	uintptr_t page;
	bool may_write; /* its protection when not profiled */
} opened[OPENED_MAX];

static void *get_memory(unsigned order)
{
	struct page *page = page_alloc(order);

	return page ? page_address(page) : NULL;
}

int profile_begin(void)
{
	static_assert(WORDS_MAX * sizeof(struct word) <= (size_t)PAGE_SIZE << WORDS_ORDER, "room");
	if (!logged)
		logged = get_memory(LOG_ORDER);
	if (!words)
		words = get_memory(WORDS_ORDER);
	log_count = opened_count = 0;
	return logged && words ? slots_prepare() : -ENOMEM;
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

/* Close the page at `va` to user mode, if it is present, and add the PROT_ bits `more`. Lock:
 * as->lock. */
static void close_page(struct aspace *as, uintptr_t va, unsigned more)
{
	pte_t *entry = present_entry(as, va);

	if (entry && pte_prot(*entry) & PROT_USER)
		set_prot(entry, va, (pte_prot(*entry) | more) & ~(unsigned)PROT_USER);
}

static void close_area(struct aspace *as, const struct vm_area *area)
{
	for (uintptr_t va = area->start; va < area->end; va += PAGE_SIZE)
		close_page(as, va, 0);
}

void profile_close(struct aspace *as)
{
	mutex_lock(&as->lock);
	for (struct vm_area *area = area_at_or_above(as, 0); area; area = area_next(area))
		if (area->prot & PROT_WRITE)
			close_area(as, area);
	mutex_unlock(&as->lock);
}

static struct opened *opened_find(uintptr_t page)
{
	for (size_t i = 0; i < opened_count; i++)
		if (opened[i].page == page)
			return &opened[i];
	return NULL;
}

static void open_entry(pte_t *entry, uintptr_t page, bool write)
{
	unsigned prot = pte_prot(*entry);

	if (opened_count < OPENED_MAX)
		opened[opened_count++] = (struct opened){page, prot & PROT_WRITE};
	prot |= PROT_USER;
	set_prot(entry, page, write ? prot : prot & ~(unsigned)PROT_WRITE);
}

/* Open a page that is closed because of the profile, or closed to writes. False: it is not. Lock:
 * as->lock. */
static bool open_closed(struct aspace *as, uintptr_t page, bool write)
{
	const struct opened *known = opened_find(page);
	pte_t *entry = present_entry(as, page);

	if (!entry)
		return false;
	if (!(pte_prot(*entry) & PROT_USER)) {
		open_entry(entry, page, write);
		return true;
	}
	if (!write || !known || !known->may_write || pte_prot(*entry) & PROT_WRITE)
		return false;
	set_prot(entry, page, pte_prot(*entry) | PROT_WRITE);
	return true;
}

/* Let user mode access the page at `addr`. 1: it is one that the profile closes; 0: it is not;
 * -EFAULT. */
static int open_page(struct aspace *as, uintptr_t addr, bool write)
{
	uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE);
	const struct vm_area *area;
	bool ours, closed;
	pte_t *entry;

	mutex_lock(&as->lock);
	area = area_find(as, addr);
	ours = area && area->prot & PROT_WRITE;
	closed = ours && open_closed(as, page, write);
	mutex_unlock(&as->lock);
	if (closed)
		return 1;
	if (aspace_fault(as, addr, write ? VM_WRITE : VM_READ))
		return -EFAULT;
	mutex_lock(&as->lock);
	entry = ours && !opened_find(page) ? present_entry(as, page) : NULL;
	if (entry)
		open_entry(entry, page, write);
	mutex_unlock(&as->lock);
	return ours;
}

/* The kernel's own accesses do not need the page to be open, so close it. */
void profile_page_faulted_in(uintptr_t addr)
{
	struct aspace *as = current_process()->aspace;
	uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE);
	const struct vm_area *area;

	mutex_lock(&as->lock);
	area = area_find(as, addr);
	if (area && area->prot & PROT_WRITE && !opened_find(page))
		close_page(as, page, 0);
	mutex_unlock(&as->lock);
}

void profile_note(uintptr_t pc, uintptr_t addr, bool write)
{
	if (session.live > 1 && log_count < LOG_MAX)
		logged[log_count++] = (struct logged){
			.pc = pc,
			.word = ALIGN_DOWN(addr, WORD_SIZE),
			.thread = session_number(current_thread()),
			.write = write,
		};
}

bool profile_fault(struct trapframe *frame, uintptr_t addr, bool write)
{
	uint32_t number = session_number(current_thread());
	struct step *step = step_of(number);
	uintptr_t pc = step->slot ? step->pc : frame_pc(frame), slot;
	bool full = log_count == LOG_MAX && !step->slot;
	int result = open_page(current_process()->aspace, addr, write || full);

	if (result <= 0)
		return result == 0;
	if (full) { /* no more is logged, so the page can stay open */
		opened_count = 0;
		return true;
	}
	if (!step->slot && !arch_step_in_place() && breakpoint_add_pair(pc) > 0) {
		profile_step_done();
		return true;
	}
	profile_note(pc, addr, write);
	if (step->slot)
		return true;
	slot = arch_step_in_place() ? pc : scratch_slot(pc);
	if (slot)
		step_begin_at(frame, number, slot);
	else
		profile_step_done();
	return true;
}

void profile_step_done(void)
{
	struct aspace *as = current_process()->aspace;

	mutex_lock(&as->lock);
	while (opened_count) {
		const struct opened *last = &opened[--opened_count];

		close_page(as, last->page, last->may_write ? PROT_WRITE : 0);
	}
	mutex_unlock(&as->lock);
}

/* The entry of `address` in the table, or a free one for it; NULL when the table is full. */
static struct word *place_of(uintptr_t address)
{
	size_t at = (size_t)((address >> 3) * 0x9e3779b1u) & (WORDS_MAX - 1);

	for (size_t i = 0; i < WORDS_MAX; i++, at = (at + 1) & (WORDS_MAX - 1))
		if (!words[at].address || words[at].address == address)
			return &words[at];
	return NULL;
}

static void find_shared(void)
{
	for (size_t i = 0; i < WORDS_MAX; i++)
		words[i].address = 0;
	for (size_t i = 0; i < log_count; i++) {
		const struct logged *l = &logged[i];
		struct word *w = place_of(l->word);

		if (!w)
			return;
		if (!w->address)
			*w = (struct word){.address = l->word, .thread = (uint16_t)l->thread};
		w->shared |= w->thread != l->thread;
		w->written |= l->write != 0;
	}
}

static bool in_ranges(const struct explore_ranges *ranges, uintptr_t pc)
{
	for (uint32_t i = 0; i < ranges->count; i++)
		if (pc >= ranges->range[i].start && pc < ranges->range[i].end)
			return true;
	return false;
}

int profile_end(const struct explore_ranges *ranges)
{
	int error = 0;

	find_shared();
	for (size_t i = 0; i < log_count && !error; i++) {
		const struct logged *l = &logged[i];
		const struct word *w = place_of(l->word);

		if (w && w->address && w->shared && w->written &&
			(session.run.events == EXPLORE_SHARED || in_ranges(ranges, l->pc)))
			error = breakpoint_add(l->pc, l->word, l->write, false);
	}
	return error;
}
