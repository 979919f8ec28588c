/* SPDX-License-Identifier: MIT */
/*
 * The program's own code, as opposed to the C library's.
 */
#include "lock_functions.h"
#include "symbols_parts.h"
#include "util.h"
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>
#include <uapi/explore.h>

#define PADDING_MAX 64 /* bytes of padding between two functions of one unit */
#define PAGE_BYTES  4096

static void add_range(struct ranges *ranges, uint64_t start, uint64_t end)
{
	if (!start || start >= end)
		return;
	ranges->at = xrealloc(ranges->at, (ranges->count + 1) * sizeof(*ranges->at));
	ranges->at[ranges->count++] = (struct range){start, end};
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *ra = a, *rb = b;

	return ra->start < rb->start ? -1 : ra->start > rb->start;
}

/* Sort the ranges, and join those with at most `gap` bytes between them. */
static void join_ranges(struct ranges *ranges, uint64_t gap)
{
	size_t kept = 0;

	if (!ranges->count)
		return;
	qsort(ranges->at, ranges->count, sizeof(*ranges->at), compare_ranges);
	for (size_t i = 1; i < ranges->count; i++) {
		struct range *last = &ranges->at[kept], *next = &ranges->at[i];

		if (next->start > last->end + gap)
			ranges->at[++kept] = *next;
		else if (next->end > last->end)
			last->end = next->end;
	}
	ranges->count = kept + 1;
}

static bool ranges_have(const struct ranges *ranges, uint64_t address)
{
	size_t low = 0, high = ranges->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address >= ranges->at[middle].end)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ranges->count && address >= ranges->at[low].start;
}

/* Is `element`, of that length, the first element of an import path of the standard library? Those
 * of other modules have a dot. */
static bool is_go_library(const char *element, size_t length)
{
	static const char *const names[] = {"archive", "arena", "bufio", "builtin", "bytes", "cmd",
		"cmp", "compress", "container", "context", "crypto", "database", "debug", "embed",
		"encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image",
		"index", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os",
		"path", "plugin", "reflect", "regexp", "runtime", "simd", "slices", "sort",
		"strconv", "strings", "structs", "sync", "syscall", "testing", "text", "time",
		"type", "unicode", "unique", "unsafe", "vendor", "weak"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == length && memcmp(element, names[i], length) == 0)
			return true;
	return false;
}

/* Is a symbol of a Go program in the standard library? Its name is "import/path.name", or that of
 * an assembly function. */
static bool is_go_library_symbol(const char *name)
{
	size_t package = strcspn(name, "[("), dot = strcspn(name, ".");
	const char *slash = memchr(name, '/', package);

	return !name[dot] || is_go_library(name, slash ? (size_t)(slash - name) : dot);
}

static bool starts_with(const char *text, const char *start)
{
	return text && strncmp(text, start, strlen(start)) == 0;
}

/* A unit of Go is a package. Rust's standard library comes compiled, with the folders of the
 * machine that compiled it; code that a program instantiates from it is in the program's units.
 * Units in assembly are the C library's or its start-up code. */
static bool is_own_unit(Dwarf_Die *unit)
{
	Dwarf_Attribute attribute;
	const char *name = dwarf_diename(unit);
	const char *folder = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));

	switch (dwarf_srclang(unit)) {
	case DW_LANG_Mips_Assembler:
		return false;
	case DW_LANG_Go:
		return !name || !is_go_library(name, strcspn(name, "/"));
	case DW_LANG_Rust:
		return !starts_with(folder, "/rustc/") && !starts_with(folder, "/rust/") &&
		       !starts_with(folder, "/usr/src/rustc-");
	default:
		return true;
	}
}

/* Add the ranges of each unit to `own`, or to `others` if it is a library's. */
static void add_units(const struct object_symbols *object, struct ranges *own,
	struct ranges *others)
{
	Dwarf_Addr bias = 0;
	Dwarf_Die *unit = NULL;

	while ((unit = dwfl_module_nextcu(object->module, unit, &bias))) {
		struct ranges *ranges = is_own_unit(unit) ? own : others;
		Dwarf_Addr base, start, end;
		ptrdiff_t at = 0;

		while ((at = dwarf_ranges(unit, at, &base, &start, &end)) > 0)
			add_range(ranges, start + bias - object->bias, end + bias - object->bias);
	}
}

/* Functions of the compiler's start-up files, which are in every program. */
static bool is_startup(const char *name)
{
	static const char *const names[] = {"_start", "_init", "_fini", "frame_dummy",
		"register_tm_clones", "deregister_tm_clones", "__do_global_dtors_aux",
		"_dl_relocate_static_pie", "__libc_csu_init", "__libc_csu_fini"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct function {
	const char *name;
	uint64_t start, end; /* addresses in the object's file */
};

/* Find the next function that the object defines, from its symbol number *at on. */
static bool next_function(const struct object_symbols *object, int *at, struct function *function)
{
	int count = object->module ? dwfl_module_getsymtab(object->module) : 0;

	while (*at < count) {
		GElf_Sym symbol;
		GElf_Addr address;
		const char *name = dwfl_module_getsym_info(object->module, (*at)++, &symbol,
			&address, NULL, NULL, NULL);

		if (!name || GELF_ST_TYPE(symbol.st_info) != STT_FUNC ||
			symbol.st_shndx == SHN_UNDEF)
			continue;
		address -= object->bias;
		*function = (struct function){name, address, address + symbol.st_size};
		return true;
	}
	return false;
}

/* Find a section by its name. */
static bool find_section(const struct object_symbols *object, const char *wanted, GElf_Shdr *header)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(object->module, &bias);
	Elf_Scn *section = NULL;
	size_t names;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return false;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, header))
			continue;
		name = elf_strptr(elf, names, header->sh_name);
		if (name && strcmp(name, wanted) == 0)
			return true;
	}
	return false;
}

/* Add the functions that are not in a unit of a library. */
static void add_functions(const struct object_symbols *object, struct ranges *own,
	const struct ranges *others)
{
	struct function function;
	GElf_Shdr header;
	bool is_go = find_section(object, ".go.buildinfo", &header);

	for (int at = 1; next_function(object, &at, &function);)
		if (!is_startup(function.name) && !ranges_have(others, function.start) &&
			!(is_go && is_go_library_symbol(function.name)))
			add_range(own, function.start, function.end);
}

static void add_text(const struct object_symbols *object, struct ranges *own)
{
	GElf_Shdr header;

	if (find_section(object, ".text", &header))
		add_range(own, header.sh_addr, header.sh_addr + header.sh_size);
}

/* Has the object no symbols but those for the dynamic linker? */
static bool is_stripped(const struct object_symbols *object)
{
	const char *debug_file = NULL;
	GElf_Shdr header;

	dwfl_module_getsymtab(object->module); /* finds the file with debugging information */
	dwfl_module_info(object->module, NULL, NULL, NULL, NULL, NULL, NULL, &debug_file);
	return !debug_file && !find_section(object, ".symtab", &header);
}

/* Fill in symbols->own, unless that has been done. */
static void find_own_code(struct symbols *symbols)
{
	struct object_symbols *object = symbols_object(symbols, NULL);
	struct ranges *own = &symbols->own, others = {0};

	if (symbols->own_known || !object->module)
		return;
	symbols->own_known = true;
	symbols->own_is_all = is_stripped(object);
	add_units(object, own, &others);
	join_ranges(&others, 0);
	if (!own->count)
		add_functions(object, own, &others);
	if (!own->count)
		add_text(object, own);
	join_ranges(own, PADDING_MAX);
	free(others.at);
}

void symbols_own_code(struct symbols *symbols,
	void (*add)(void *context, uint64_t start, uint64_t end), void *context)
{
	find_own_code(symbols);
	for (size_t i = 0; i < symbols->own.count && !symbols->own_is_all; i++)
		add(context, symbols->own.at[i].start, symbols->own.at[i].end);
}

uint64_t symbols_base(struct symbols *symbols, const char *path)
{
	const struct object_symbols *object = symbols_object(symbols, path);
	GElf_Addr bias, base = UINT64_MAX;
	GElf_Phdr phdr;
	size_t headers;
	Elf *elf = object->module ? dwfl_module_getelf(object->module, &bias) : NULL;

	if (!elf || elf_getphdrnum(elf, &headers))
		return 0;
	for (size_t i = 0; i < headers; i++)
		if (gelf_getphdr(elf, (int)i, &phdr) && phdr.p_type == PT_LOAD &&
			phdr.p_vaddr < base)
			base = phdr.p_vaddr;
	return base & ~(uint64_t)(PAGE_BYTES - 1);
}

/* If the call has been added, add what is new about it: aliases are one function. */
static bool merge_call(struct explore_call *calls, size_t count, const struct explore_call *call)
{
	for (size_t i = 0; i < count; i++) {
		if (calls[i].start != call->start)
			continue;
		if (call->end > calls[i].end)
			calls[i].end = call->end;
		if (calls[i].result == EXPLORE_NO_RESULT)
			calls[i].result = call->result;
		return true;
	}
	return false;
}

void symbols_entries(struct symbols *symbols, const char *path,
	void (*add)(void *context, const struct explore_call *call), void *context)
{
	const struct object_symbols *object = symbols_object(symbols, path);
	struct explore_call *calls = NULL;
	struct function function;
	size_t count = 0;

	for (int at = 1; next_function(object, &at, &function);) {
		const struct lock_function *lock = lock_function_find(function.name);
		struct explore_call call = {.start = function.start, .end = function.end};

		if (!lock)
			continue;
		call.result = lock->result;
		call.kind = lock->kind;
		call.group = lock->group;
		if (merge_call(calls, count, &call))
			continue;
		calls = xrealloc(calls, (count + 1) * sizeof(*calls));
		calls[count++] = call;
	}
	for (size_t i = 0; i < count; i++)
		add(context, &calls[i]);
	free(calls);
}

bool symbols_is_own(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = symbols_find(symbols, &address);

	if (!object || object->path)
		return false;
	find_own_code(symbols);
	return ranges_have(&symbols->own, address - object->bias);
}
