/* SPDX-License-Identifier: MIT */
/*
 * Binary search in the table that scripts/gen-symbols writes: sorted by address.
 */
#include <kernel/debug/symbols.h>

struct symbol {
	uint64_t address;
	uint64_t name; /* offset into symbol_names */
};

extern const struct symbol symbol_table[];
extern const uint64_t symbol_count;
extern const char symbol_names[];
extern const char __text_start[], __text_end[];

const char *symbol_lookup(uintptr_t addr, uintptr_t *offset)
{
	size_t low = 0, high = (size_t)symbol_count;

	if (addr < (uintptr_t)__text_start || addr >= (uintptr_t)__text_end || high == 0)
		return NULL;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (symbol_table[middle].address <= addr)
			low = middle;
		else
			high = middle;
	}
	*offset = addr - (uintptr_t)symbol_table[low].address;
	return symbol_names + symbol_table[low].name;
}
