/* SPDX-License-Identifier: MIT */
/*
 * The program's own code, as opposed to the C library's.
 */
#include "symbols_parts.h"
#include "util.h"
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>
#include <uapi/explore.h>

#define PADDING_MAX 64 /* bytes of padding between two functions of one unit */
#define PAGE_BYTES  4096
#define ENTRIES_MAX 64

static void add_range(struct symbols *symbols, uint64_t start, uint64_t end)
{
	if (!start || start >= end)
		return;
	symbols->own = xrealloc(symbols->own, (symbols->own_count + 1) * sizeof(*symbols->own));
	symbols->own[symbols->own_count++] = (struct range){start, end};
}

/* Units in assembly are the C library's or its start-up code. */
static bool is_own_unit(Dwarf_Die *unit)
{
	int language = dwarf_srclang(unit);

	return language != DW_LANG_Mips_Assembler;
}

static void add_units(struct symbols *symbols, const struct object_symbols *object)
{
	Dwarf_Addr bias = 0;
	Dwarf_Die *unit = NULL;

	while ((unit = dwfl_module_nextcu(object->module, unit, &bias))) {
		Dwarf_Addr base, start, end;
		ptrdiff_t at = 0;

		if (!is_own_unit(unit))
			continue;
		while ((at = dwarf_ranges(unit, at, &base, &start, &end)) > 0)
			add_range(symbols, start + bias - object->bias, end + bias - object->bias);
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

static void add_functions(struct symbols *symbols, const struct object_symbols *object)
{
	struct function function;

	for (int at = 1; next_function(object, &at, &function);)
		if (!is_startup(function.name))
			add_range(symbols, function.start, function.end);
}

static void add_text(struct symbols *symbols, const struct object_symbols *object)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(object->module, &bias);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && strcmp(name, ".text") == 0)
			add_range(symbols, header.sh_addr, header.sh_addr + header.sh_size);
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *ra = a, *rb = b;

	return ra->start < rb->start ? -1 : ra->start > rb->start;
}

/* Sort the ranges, and join those with only padding between them. */
static void join_ranges(struct symbols *symbols)
{
	size_t kept = 0;

	if (!symbols->own_count)
		return;
	qsort(symbols->own, symbols->own_count, sizeof(*symbols->own), compare_ranges);
	for (size_t i = 1; i < symbols->own_count; i++) {
		struct range *last = &symbols->own[kept], *next = &symbols->own[i];

		if (next->start > last->end + PADDING_MAX)
			symbols->own[++kept] = *next;
		else if (next->end > last->end)
			last->end = next->end;
	}
	symbols->own_count = kept + 1;
}

/* Fill in symbols->own, unless that has been done. */
static void find_own_code(struct symbols *symbols)
{
	struct object_symbols *object = symbols_object(symbols, NULL);

	if (symbols->own_known || !object->module)
		return;
	symbols->own_known = true;
	add_units(symbols, object);
	if (!symbols->own_count)
		add_functions(symbols, object);
	if (!symbols->own_count)
		add_text(symbols, object);
	join_ranges(symbols);
}

void symbols_own_code(struct symbols *symbols,
	void (*add)(void *context, uint64_t start, uint64_t end), void *context)
{
	find_own_code(symbols);
	for (size_t i = 0; i < symbols->own_count; i++)
		add(context, symbols->own[i].start, symbols->own[i].end);
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

static bool is_in(const char *name, const char *const *names, size_t count)
{
	size_t length = strcspn(name, "@"); /* without the version */

	for (size_t i = 0; i < count; i++)
		if (strncmp(name, names[i], length) == 0 && !names[i][length])
			return true;
	return false;
}

static bool is_entry(const char *name)
{
	static const char *const names[] = {"pthread_mutex_lock", "pthread_mutex_trylock",
		"pthread_mutex_unlock", "pthread_cond_wait", "pthread_cond_timedwait",
		"pthread_cond_clockwait", "pthread_cond_signal", "pthread_cond_broadcast",
		"pthread_rwlock_rdlock", "pthread_rwlock_wrlock", "pthread_rwlock_unlock",
		"pthread_spin_lock", "pthread_spin_unlock", "pthread_barrier_wait", "sem_wait",
		"sem_trywait", "sem_timedwait", "sem_post", "cnd_wait", "cnd_timedwait",
		"mtx_trylock"};

	return is_in(name, names, ARRAY_SIZE(names));
}

/* A result that the function may return although it has done nothing. Condition waits end without
 * cause. mtx_trylock() may fail; "busy" is 1 in all libraries. pthread_mutex_trylock() may not. */
static uint64_t spurious_result(const char *name)
{
	static const char *const waits[] = {"pthread_cond_wait", "pthread_cond_timedwait",
		"pthread_cond_clockwait", "cnd_wait", "cnd_timedwait"};
	static const char *const tries[] = {"mtx_trylock"};

	if (is_in(name, waits, ARRAY_SIZE(waits)))
		return 0;
	return is_in(name, tries, ARRAY_SIZE(tries)) ? 1 : EXPLORE_NO_RESULT;
}

void symbols_entries(struct symbols *symbols, const char *path,
	void (*add)(void *context, uint64_t address, uint64_t result), void *context)
{
	const struct object_symbols *object = symbols_object(symbols, path);
	struct function function;
	uint64_t seen[ENTRIES_MAX];
	size_t seen_count = 0, j;

	for (int at = 1; next_function(object, &at, &function);) {
		if (!is_entry(function.name))
			continue;
		for (j = 0; j < seen_count && seen[j] != function.start; j++)
			;
		if (j < seen_count || seen_count == ENTRIES_MAX)
			continue;
		seen[seen_count++] = function.start;
		add(context, function.start, spurious_result(function.name));
	}
}

bool symbols_is_own(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = symbols_find(symbols, &address);

	if (!object || object->path)
		return false;
	find_own_code(symbols);
	address -= object->bias;
	for (size_t i = 0; i < symbols->own_count; i++)
		if (address >= symbols->own[i].start && address < symbols->own[i].end)
			return true;
	return false;
}
