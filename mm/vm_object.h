/* SPDX-License-Identifier: MIT */
/*
 * An object whose pages can be mapped into address spaces: mm's view of a file. The owner of the
 * pages (fs/) embeds a struct vm_object.
 */
#pragma once
#include <lib/base.h>

struct page;
struct vm_object;

struct vm_object_ops {
	/* Take a reference, or give one up (the last one may free the object). Thread context. */
	void (*get)(struct vm_object *object);
	void (*put)(struct vm_object *object);
	/*
	 * Page `index` of the object with a reference for the caller, writable if `write`. NULL
	 * with *error set to -ENXIO (beyond the object's end) or -ENOMEM. The caller holds the lock
	 * of an address space. May sleep.
	 */
	struct page *(*page)(struct vm_object *object, uint64_t index, bool write, int *error);
	/* Page `index`, mapped read-only until now, is about to be written through a shared
	 * mapping. Context as for page(). May be NULL. */
	void (*written)(struct vm_object *object, uint64_t index);
	/*
	 * Store those of the pages [first, first + count) that are in memory, each with a reference
	 * for the caller, and NULL for the others. `count` is at most VM_AROUND, and the range does
	 * not cross a multiple of VM_AROUND. Context as for page(). May be NULL.
	 */
	void (*present)(struct vm_object *object, uint64_t first, unsigned count,
		struct page **pages);
};

#define VM_AROUND 16

struct vm_object {
	const struct vm_object_ops *ops;
};
