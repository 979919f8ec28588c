/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's pages are built at boot and shared by all programs: the clock page, then the object.
 */
#include <arch/vdso.h>
#include <kernel/debug/panic.h>
#include <kernel/exec/vdso.h>
#include <kernel/time/clock_page.h>
#include <kernel/time/wall.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

#define PAGES_MAX 4

extern const char vdso_image_start[], vdso_image_end[];

static struct page *pages[PAGES_MAX];
static size_t page_count;
static bool shown;

static void ref_nothing(struct vm_object *object)
{
}

static struct page *get_page(struct vm_object *object, uint64_t index, bool write, int *error)
{
	*error = -ENXIO;
	if (index >= page_count)
		return NULL;
	page_get(pages[index]);
	return pages[index];
}

static const struct vm_object_ops vdso_ops = {.get = ref_nothing,
	.put = ref_nothing,
	.page = get_page};
static struct vm_object vdso_object = {.ops = &vdso_ops};

void vdso_init(bool show)
{
	const char *from = vdso_image_start;
	struct clock_page *page;

	shown = show;
	for (size_t left = (size_t)(vdso_image_end - from), part; page_count == 0 || left;
		page_count++) {
		if (page_count == PAGES_MAX)
			panic("the vDSO is too large");
		pages[page_count] = page_alloc_zeroed(0);
		if (!pages[page_count])
			panic("no memory for the first pages");
		if (page_count == 0)
			continue;
		part = MIN(left, (size_t)PAGE_SIZE);
		memcpy(page_address(pages[page_count]), from, part);
		from += part;
		left -= part;
	}
	page = page_address(pages[0]);
	page->base = arch_clock_base();
	page->mult = arch_clock_mult();
	page->usable = show && arch_counter_is_usable();
	wall_publish(page);
}

bool vdso_is_shown(void)
{
	return shown;
}

int vdso_map(struct aspace *as)
{
	const struct map_request request = {
		.length = page_count * PAGE_SIZE,
		.prot = PROT_READ,
		.object = &vdso_object,
	};
	uintptr_t at;
	int error = aspace_map(as, &request, &at);

	if (error)
		return error;
	as->vdso = at + PAGE_SIZE;
	return aspace_protect(as, as->vdso, request.length - PAGE_SIZE, PROT_READ | PROT_EXEC);
}
