/* SPDX-License-Identifier: MIT */
/*
 * One page for all programs, made at boot.
 */
#include <arch/signal.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/vdso.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

static struct page *code_page;

static void ref_nothing(struct vm_object *object)
{
}

static struct page *get_page(struct vm_object *object, uint64_t index, bool write, int *error)
{
	*error = -ENXIO;
	if (index)
		return NULL;
	page_get(code_page);
	return code_page;
}

static const struct vm_object_ops vdso_ops = {ref_nothing, ref_nothing, get_page};
static struct vm_object vdso_object = {.ops = &vdso_ops};

void vdso_init(void)
{
	code_page = page_alloc_zeroed(0);
	if (!code_page)
		panic("no memory for the first page");
	memcpy(page_address(code_page), arch_vdso_start, (size_t)(arch_vdso_end - arch_vdso_start));
}

int vdso_map(struct aspace *as)
{
	const struct map_request request = {
		.start = VDSO_ADDRESS,
		.length = PAGE_SIZE,
		.prot = PROT_READ | PROT_EXEC,
		.place = MAP_EXACTLY,
		.object = &vdso_object,
	};
	uintptr_t at;

	return &arch_vdso_start[0] == &arch_vdso_end[0] ? 0 : aspace_map(as, &request, &at);
}
