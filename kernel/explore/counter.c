/* SPDX-License-Identifier: MIT */
/*
 * Counters that cannot be hidden from programs: when an explored process maps code, the
 * instructions in it that read a counter are replaced by ones that trap. Code that the program
 * writes later is not searched.
 */
#include <arch/counter.h>
#include <kernel/explore/counter.h>
#include <kernel/explore/hooks.h>
#include <kernel/explore/session.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define PIECE (PAGE_SIZE + COUNTER_CODE_MAX) /* an instruction may cross a page's end */

static int replace_in(struct aspace *as, uintptr_t start, uint8_t *code, size_t length)
{
	int error = 0;

	for (size_t at = 0; !error; at += COUNTER_CODE_MAX) {
		at += arch_counter_find(code + at, length - at);
		if (at >= length)
			break;
		arch_counter_replace(code + at);
		error = aspace_write(as, start + at, code + at, COUNTER_CODE_MAX);
	}
	return error;
}

static void replace_in_area(struct aspace *as, uintptr_t start, uintptr_t end)
{
	uint8_t *code = kmalloc(PIECE);
	int error = code ? 0 : -ENOMEM;

	for (uintptr_t at = start; at < end && !error; at += PAGE_SIZE) {
		size_t length = MIN((size_t)PIECE, (size_t)(end - at));

		/* The next page may be missing: a file may end before its mapping. */
		if (aspace_read(as, at, code, length)) {
			length = PAGE_SIZE;
			if (aspace_read(as, at, code, length))
				continue;
		}
		error = replace_in(as, at, code, length);
	}
	kfree(code);
	if (error)
		session_refuse("more memory than there is");
}

struct code_area {
	uintptr_t from; /* find the first area at or above this address */
	uintptr_t start, end;
};

static void visit(const struct vm_area *area, void *context)
{
	struct code_area *found = context;

	if (area->prot & PROT_EXEC && !(area->flags & AREA_SHARED) && area->start >= found->from &&
		!found->end) {
		found->start = area->start;
		found->end = area->end;
	}
}

void counters_replace(uintptr_t start, uintptr_t end)
{
	struct aspace *as = current_process()->aspace;
	struct code_area found = {.from = start};

	if (arch_counters_trap())
		return;
	for (;;) {
		aspace_for_each(as, visit, &found);
		if (!found.end || found.start >= end)
			break;
		replace_in_area(as, found.start, MIN(found.end, end));
		found = (struct code_area){.from = found.end};
	}
}

void explore_exec_done(void)
{
	counters_replace(0, UINTPTR_MAX);
}
