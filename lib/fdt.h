/* SPDX-License-Identifier: MIT */
/*
 * Reader for flattened device trees (Devicetree Specification 0.4, chapter 5), in place. The blob
 * is checked once, whole, by dt_open(); after that walking it cannot leave it. A node is the
 * offset of its name in the structure block.
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

/* The size a blob at `blob` claims; 0 when it does not start like one. Reads the header only. */
uint32_t dt_claimed_size(const void *blob);

/* Check the blob of at most `size` bytes and open it. 0, or -EINVAL with the reason in *why. */
int dt_open(struct dt *fdt, const void *blob, size_t size, const char **why);

/* The node after `node` in the order of the blob (FDT_NONE: the root), its depth in *depth (the
 * root has 0). FDT_NONE at the end. */
uint32_t dt_next(const struct dt *fdt, uint32_t node, int *depth);

/* The node's name with its unit address: "cpu@0". */
const char *dt_name(const struct dt *fdt, uint32_t node);

/* Property `name` of `node`; false when it has none. */
bool dt_get(const struct dt *fdt, uint32_t node, const char *name, struct dt_property *property);

/* The node with absolute path `path` ("/chosen"; the unit address may be left out), or FDT_NONE. */
uint32_t dt_find(const struct dt *fdt, const char *path);

/* The node around `node`, or FDT_NONE for the root. */
uint32_t dt_parent(const struct dt *fdt, uint32_t node);

/* Does the node's "compatible" list hold `model`? */
bool dt_is_compatible(const struct dt *fdt, uint32_t node, const char *model);

/* Cell `i` of a property, 0 beyond its end; a number of `cells` (1 or 2) cells from cell `i`. */
uint32_t dt_cell(const struct dt_property *property, uint32_t i);
uint64_t dt_number(const struct dt_property *property, uint32_t i, unsigned cells);

/* The property as one number if it is 4 or 8 bytes; false otherwise or when absent. */
bool dt_get_number(const struct dt *fdt, uint32_t node, const char *name, uint64_t *value);

/* The property as text; NULL when absent or not ended by NUL. */
const char *dt_get_text(const struct dt *fdt, uint32_t node, const char *name);

/* Address and size number `i` in the node's "reg", by its parent's cell counts. False: no more. */
bool dt_get_reg(const struct dt *fdt, uint32_t node, unsigned i, uint64_t *base, uint64_t *size);

/* Entry `i` of the memory reservation block. False at its end. */
bool dt_get_reservation(const struct dt *fdt, unsigned i, uint64_t *base, uint64_t *size);
