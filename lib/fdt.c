/* SPDX-License-Identifier: MIT */
/*
 * Flattened device trees. dt_open() walks the whole structure block once and refuses one that is
 * not properly nested, runs past its end, or is nested too deep. All other functions rely on that.
 */
#include <lib/fdt.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define FDT_MAGIC   0xd00dfeed
#define FDT_VERSION 17 /* which is compatible down to 16 */

enum token {
	TOKEN_BEGIN_NODE = 1,
	TOKEN_END_NODE = 2,
	TOKEN_PROP = 3,
	TOKEN_NOP = 4,
	TOKEN_END = 9,
};

enum header {
	HEADER_MAGIC = 0,
	HEADER_TOTAL = 4,
	HEADER_STRUCTS = 8,
	HEADER_STRINGS = 12,
	HEADER_RESERVATIONS = 16,
	HEADER_LAST_COMPATIBLE = 24,
	HEADER_STRINGS_SIZE = 32,
	HEADER_STRUCTS_SIZE = 36,
};

static uint32_t be32(const void *at)
{
	const uint8_t *p = at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const char *structs(const struct dt *fdt)
{
	return fdt->blob + fdt->structs;
}

static bool is_terminated(const char *text, size_t room)
{
	return strnlen(text, room) < room;
}

/*
 * The token at *at. Moves *at past it and its data. TOKEN_END for everything that does not fit in
 * the structure block, so that every walk ends.
 */
static enum token next_token(const struct dt *fdt, uint32_t *at)
{
	uint32_t left = fdt->structs_size - *at;
	const char *p = structs(fdt) + *at;
	uint64_t size = 4;

	if (left < 4)
		return TOKEN_END;
	switch (be32(p)) {
	case TOKEN_BEGIN_NODE:
		if (!is_terminated(p + 4, left - 4))
			return TOKEN_END;
		size = 4 + strlen(p + 4) + 1;
		break;
	case TOKEN_PROP:
		if (left < 12)
			return TOKEN_END;
		size = 12 + (uint64_t)be32(p + 4);
		break;
	case TOKEN_END_NODE:
	case TOKEN_NOP:
		break;
	default:
		return TOKEN_END;
	}
	size = ALIGN_UP(size, 4);
	if (size > left)
		return TOKEN_END;
	*at += (uint32_t)size;
	return be32(p);
}

/* Check the whole structure block. Returns NULL or the error. */
static const char *check_structs(const struct dt *fdt)
{
	uint32_t at = 0, before;
	int depth = 0;

	for (;;) {
		before = at;
		switch (next_token(fdt, &at)) {
		case TOKEN_BEGIN_NODE:
			if (++depth > FDT_DEPTH_MAX)
				return "nodes are nested too deep";
			break;
		case TOKEN_END_NODE:
			if (--depth < 0)
				return "more nodes end than begin";
			break;
		case TOKEN_PROP:
			if (depth == 0)
				return "property outside a node";
			if (be32(structs(fdt) + before + 8) >= fdt->strings_size)
				return "property name outside the strings";
			break;
		case TOKEN_NOP:
			break;
		case TOKEN_END:
			if (fdt->structs_size - at < 4 || be32(structs(fdt) + at) != TOKEN_END)
				return "broken token";
			return depth ? "nodes do not end" : NULL;
		}
	}
}

uint32_t dt_claimed_size(const void *blob)
{
	return be32(blob) == FDT_MAGIC ? be32((const char *)blob + HEADER_TOTAL) : 0;
}

static bool fits(const struct dt *fdt, uint32_t offset, uint32_t size)
{
	return offset <= fdt->total && size <= fdt->total - offset;
}

static const char *check(struct dt *fdt, size_t size)
{
	const char *p = fdt->blob;
	uint64_t base, length;
	unsigned i = 0;

	if (size < FDT_HEADER_SIZE)
		return "shorter than its header";
	fdt->total = dt_claimed_size(p);
	if (!fdt->total)
		return "no device tree there (magic number)";
	if (fdt->total < FDT_HEADER_SIZE || fdt->total > size)
		return "larger than the memory it is in";
	if (be32(p + HEADER_LAST_COMPATIBLE) > FDT_VERSION)
		return "of a later version";
	fdt->structs = be32(p + HEADER_STRUCTS);
	fdt->structs_size = be32(p + HEADER_STRUCTS_SIZE);
	fdt->strings = be32(p + HEADER_STRINGS);
	fdt->strings_size = be32(p + HEADER_STRINGS_SIZE);
	fdt->reservations = be32(p + HEADER_RESERVATIONS);
	if (!fits(fdt, fdt->structs, fdt->structs_size) ||
		!fits(fdt, fdt->strings, fdt->strings_size) || !fits(fdt, fdt->reservations, 16))
		return "a block runs past the end";
	if (fdt->strings_size == 0 || p[fdt->strings + fdt->strings_size - 1] != '\0')
		return "strings do not end";
	while (dt_get_reservation(fdt, i, &base, &length))
		i++;
	return check_structs(fdt);
}

int dt_open(struct dt *fdt, const void *blob, size_t size, const char **why)
{
	*fdt = (struct dt){.blob = blob};
	*why = check(fdt, size);
	return *why ? -EINVAL : 0;
}

uint32_t dt_next(const struct dt *fdt, uint32_t node, int *depth)
{
	uint32_t at = 0, before;

	if (node == FDT_NONE) {
		*depth = -1;
	} else {
		at = node;
		next_token(fdt, &at);
	}
	for (;;) {
		before = at;
		switch (next_token(fdt, &at)) {
		case TOKEN_BEGIN_NODE:
			++*depth;
			return before;
		case TOKEN_END_NODE:
			--*depth;
			break;
		case TOKEN_END:
			return FDT_NONE;
		default:
			break;
		}
	}
}

const char *dt_name(const struct dt *fdt, uint32_t node)
{
	return structs(fdt) + node + 4;
}

bool dt_get(const struct dt *fdt, uint32_t node, const char *name, struct dt_property *property)
{
	uint32_t at = node, before;
	enum token token;

	next_token(fdt, &at);
	for (;;) {
		const char *p;

		before = at;
		token = next_token(fdt, &at);
		if (token == TOKEN_NOP)
			continue;
		if (token != TOKEN_PROP)
			return false; /* properties precede child nodes */
		p = structs(fdt) + before;
		if (strcmp(fdt->blob + fdt->strings + be32(p + 8), name) == 0) {
			*property = (struct dt_property){p + 12, be32(p + 4)};
			return true;
		}
	}
}

/* Is `name` ("cpu@0") the first `length` bytes of `part`, with or without its unit address? */
static bool name_matches(const char *name, const char *part, size_t length)
{
	return strncmp(name, part, length) == 0 && (name[length] == '\0' || name[length] == '@');
}

uint32_t dt_find(const struct dt *fdt, const char *path)
{
	int depth, wanted = 0;
	uint32_t node = dt_next(fdt, FDT_NONE, &depth);

	while (node != FDT_NONE && *path) {
		size_t length = 0;

		while (*path == '/')
			path++;
		while (path[length] && path[length] != '/')
			length++;
		if (length == 0)
			break;
		wanted++;
		do {
			node = dt_next(fdt, node, &depth);
			if (node == FDT_NONE || depth < wanted)
				return FDT_NONE;
		} while (depth != wanted || !name_matches(dt_name(fdt, node), path, length));
		path += length;
	}
	return node;
}

uint32_t dt_parent(const struct dt *fdt, uint32_t node)
{
	uint32_t path[FDT_DEPTH_MAX];
	int depth;

	for (uint32_t at = dt_next(fdt, FDT_NONE, &depth); at != FDT_NONE;
		at = dt_next(fdt, at, &depth)) {
		if (at == node)
			return depth > 0 ? path[depth - 1] : FDT_NONE;
		if (depth >= 0 && depth < FDT_DEPTH_MAX)
			path[depth] = at;
	}
	return FDT_NONE;
}

bool dt_is_compatible(const struct dt *fdt, uint32_t node, const char *model)
{
	struct dt_property list;
	const char *p, *end;

	if (!dt_get(fdt, node, "compatible", &list))
		return false;
	p = list.data;
	for (end = p + list.size; p < end; p += strlen(p) + 1) {
		if (!is_terminated(p, (size_t)(end - p)))
			return false;
		if (strcmp(p, model) == 0)
			return true;
	}
	return false;
}

uint32_t dt_cell(const struct dt_property *property, uint32_t i)
{
	return i < property->size / 4 ? be32((const char *)property->data + 4 * (size_t)i) : 0;
}

uint64_t dt_number(const struct dt_property *property, uint32_t i, unsigned cells)
{
	if (cells == 2)
		return (uint64_t)dt_cell(property, i) << 32 | dt_cell(property, i + 1);
	return cells == 1 ? dt_cell(property, i) : 0;
}

bool dt_get_number(const struct dt *fdt, uint32_t node, const char *name, uint64_t *value)
{
	struct dt_property property;

	if (!dt_get(fdt, node, name, &property) || (property.size != 4 && property.size != 8))
		return false;
	*value = dt_number(&property, 0, property.size / 4);
	return true;
}

const char *dt_get_text(const struct dt *fdt, uint32_t node, const char *name)
{
	struct dt_property property;

	if (!dt_get(fdt, node, name, &property) || !is_terminated(property.data, property.size))
		return NULL;
	return property.data;
}

bool dt_get_reg(const struct dt *fdt, uint32_t node, unsigned i, uint64_t *base, uint64_t *size)
{
	uint64_t address_cells = 2, size_cells = 1; /* the specification's defaults, 2.3.5 */
	uint32_t parent = dt_parent(fdt, node);
	struct dt_property reg;
	uint32_t at;

	if (parent != FDT_NONE) {
		dt_get_number(fdt, parent, "#address-cells", &address_cells);
		dt_get_number(fdt, parent, "#size-cells", &size_cells);
	}
	if (address_cells < 1 || address_cells > 2 || size_cells > 2 ||
		!dt_get(fdt, node, "reg", &reg))
		return false;
	at = i * (uint32_t)(address_cells + size_cells);
	if (at + address_cells + size_cells > reg.size / 4)
		return false;
	*base = dt_number(&reg, at, (unsigned)address_cells);
	*size = dt_number(&reg, at + (uint32_t)address_cells, (unsigned)size_cells);
	return true;
}

bool dt_get_reservation(const struct dt *fdt, unsigned i, uint64_t *base, uint64_t *size)
{
	uint64_t offset = fdt->reservations + (uint64_t)i * 16;
	const char *p = fdt->blob + offset;

	if (offset + 16 > fdt->total)
		return false;
	*base = (uint64_t)be32(p) << 32 | be32(p + 4);
	*size = (uint64_t)be32(p + 8) << 32 | be32(p + 12);
	return *base || *size;
}
