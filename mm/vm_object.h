/* SPDX-License-Identifier: MIT */
/*
 * What can be mapped into address spaces page by page: the side of a file that mm/ sees. Whoever
 * has pages to map (fs/) embeds a vm_object.
 */
#pragma once
#include <lib/base.h>

struct page;
struct vm_object;

struct vm_object_ops {
	/* Count a reference, or give one up (the last may free the object). Thread context. */
	void (*get)(struct vm_object *object);
	void (*put)(struct vm_object *object);
	/*
	 * Page `index` of the object, referenced for the caller, to be written to if `write`. NULL
	 * with *error -ENXIO (beyond its end) or -ENOMEM. May sleep; the lock of an address space
	 * is held.
	 */
	struct page *(*page)(struct vm_object *object, uint64_t index, bool write, int *error);
	/* The page `index`, mapped for reading so far, is about to be written to through a mapping.
	 * NULL: nothing to do. As above. */
	void (*written)(struct vm_object *object, uint64_t index);
	/*
	 * Those of the pages [first, first + count) that are there already, referenced for the
	 * caller, NULL for the others; `count` at most VM_AROUND, within a multiple of it. NULL: no
	 * such service.
	 */
	void (*present)(struct vm_object *object, uint64_t first, unsigned count,
		struct page **pages);
};

#define VM_AROUND 16

struct vm_object {
	const struct vm_object_ops *ops;
};
