/* SPDX-License-Identifier: MIT */
/*
 * Reader for flattened device trees (Devicetree Specification 0.4, chapter 5), in place. dt_open()
 * checks the whole blob once; after that, no walk can leave it. A node is identified by the offset
 * of its name in the structure block.
 */
#pragma once
#include <lib/base.h>

struct dt {
	const char *blob;
	uint32_t total;   /* bytes of the blob */
	uint32_t structs; /* offset and size of the structure block */
	uint32_t structs_size;
	uint32_t strings;
	uint32_t strings_size;
	uint32_t reservations; /* offset of the memory reservation block */
};

struct dt_property {
	const void *data;
	uint32_t size;
};

#define FDT_HEADER_SIZE 40
#define FDT_DEPTH_MAX   16
#define FDT_NONE        UINT32_MAX

/* The size that the blob at `blob` claims; 0 if it does not start like one. Reads only the
 * header. */
uint32_t dt_claimed_size(const void *blob);

/* Check a blob of at most `size` bytes and open it. 0, or -EINVAL with the reason in *why. */
int dt_open(struct dt *fdt, const void *blob, size_t size, const char **why);

/* The node after `node` in the order of the blob (after FDT_NONE: the root), with its depth in
 * *depth (0 for the root). FDT_NONE at the end. */
uint32_t dt_next(const struct dt *fdt, uint32_t node, int *depth);

/* The node's name with its unit address: "cpu@0". */
const char *dt_name(const struct dt *fdt, uint32_t node);

/* Property `name` of `node`. False if the node has none. */
bool dt_get(const struct dt *fdt, uint32_t node, const char *name, struct dt_property *property);

/* The node with absolute path `path` ("/chosen"; the unit address may be left out), or FDT_NONE. */
uint32_t dt_find(const struct dt *fdt, const char *path);

/* The parent of `node`, or FDT_NONE for the root. */
uint32_t dt_parent(const struct dt *fdt, uint32_t node);

/* Does the node's "compatible" list contain `model`? */
bool dt_is_compatible(const struct dt *fdt, uint32_t node, const char *model);

/* Cell `i` of a property, 0 beyond its end; and the number in the `cells` (1 or 2) cells from cell
 * `i` on. */
uint32_t dt_cell(const struct dt_property *property, uint32_t i);
uint64_t dt_number(const struct dt_property *property, uint32_t i, unsigned cells);

/* Property `name` as one number of 4 or 8 bytes. False if it is absent or has another size. */
bool dt_get_number(const struct dt *fdt, uint32_t node, const char *name, uint64_t *value);

/* Property `name` as text; NULL if it is absent or does not end in NUL. */
const char *dt_get_text(const struct dt *fdt, uint32_t node, const char *name);

/* Address and size number `i` in the node's "reg", by its parent's cell counts. False at the
 * end. */
bool dt_get_reg(const struct dt *fdt, uint32_t node, unsigned i, uint64_t *base, uint64_t *size);

/* Entry `i` of the memory reservation block. False at the end. */
bool dt_get_reservation(const struct dt *fdt, unsigned i, uint64_t *base, uint64_t *size);
