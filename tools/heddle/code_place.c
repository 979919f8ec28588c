/* SPDX-License-Identifier: MIT */
/*
 * Finding the place in the program's own code.
 */
#include "code_place.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>
#include <string.h>

struct own_place {
	uint64_t address; /* in the program's own code; 0: none */
	uint64_t callee;  /* in the function called from there; 0: none was called */
};

static uint64_t address_of(const json_t *value)
{
	const char *text = json_string_value(value);

	return text ? strtoull(text, NULL, 0) : 0;
}

static struct own_place find_own(struct symbols *symbols, const json_t *record)
{
	uint64_t last = line_number(record, "pc");
	const json_t *stack = json_object_get(record, "stack"), *item;
	size_t i;

	if (symbols_is_own(symbols, last))
		return (struct own_place){.address = last};
	json_array_foreach(stack, i, item) {
		/* The call is in front of the return address, and may be its function's last
		 * instruction. */
		uint64_t address = address_of(item) - 1;

		if (!symbols_may_return_to(symbols, address + 1))
			continue;
		if (symbols_is_own(symbols, address))
			return (struct own_place){.address = address, .callee = last};
		last = address;
	}
	return (struct own_place){.address = 0};
}

char *code_place_name(struct symbols *symbols, const json_t *record)
{
	struct own_place own;
	char *name, *callee, *visible, *both;

	if (!json_object_get(record, "pc"))
		return xstrdup("");
	if (!symbols)
		return xstrdup(line_text(record, "pc"));
	own = find_own(symbols, record);
	if (!own.address)
		return symbols_code(symbols, line_number(record, "pc"));
	name = symbols_code(symbols, own.address);
	callee = own.callee ? symbols_called(symbols, own.address + 1) : NULL;
	if (!callee && own.callee)
		callee = symbols_function(symbols, own.callee);
	if (!callee)
		return name;
	/* The program's name for the function, not the C library's internal one. */
	visible = strncmp(callee, "__GI_", 5) == 0 ? callee + 5 : callee;
	visible += strspn(visible, "_");
	both = xasprintf("%s calling %s", name, visible);
	free(name);
	free(callee);
	return both;
}

char *code_place_line(struct symbols *symbols, const json_t *record, int *line)
{
	struct own_place own;

	if (!json_object_get(record, "pc"))
		return NULL;
	own = find_own(symbols, record);
	return symbols_line(symbols, own.address ? own.address : line_number(record, "pc"), line);
}
