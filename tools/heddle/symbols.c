/* SPDX-License-Identifier: MIT */
/*
 * Each object is reported to libdwfl on its own, which then places it somewhere: the bias takes
 * that off again.
 */
#include "symbols.h"
#include "util.h"
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096

struct object_symbols {
	char *path; /* NULL: the program */
	Dwfl *dwfl;
	Dwfl_Module *module; /* NULL: it could not be read */
	GElf_Addr bias;      /* what libdwfl adds to the file's addresses */
	bool mapped;
	GElf_Addr load;       /* what the process adds to them */
	GElf_Addr start, end; /* in the process */
	struct object_symbols *next;
};

struct range {
	uint64_t start, end;
};

struct symbols {
	char *program;
	struct object_symbols *objects;
	/* The program's own code, once somebody asked. */
	bool own_known;
	struct range *own;
	size_t own_count;
};

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

struct symbols *symbols_open(const char *program)
{
	struct symbols *symbols = xrealloc(NULL, sizeof(*symbols));

	*symbols = (struct symbols){.program = xstrdup(program)};
	return symbols;
}

void symbols_close(struct symbols *symbols)
{
	struct object_symbols *next;

	for (struct object_symbols *object = symbols->objects; object; object = next) {
		next = object->next;
		dwfl_end(object->dwfl);
		free(object->path);
		free(object);
	}
	free(symbols->program);
	free(symbols->own);
	free(symbols);
}

static struct object_symbols *get_object(struct symbols *symbols, const char *path)
{
	struct object_symbols *object;

	for (object = symbols->objects; object; object = object->next)
		if (path ? object->path && strcmp(path, object->path) == 0 : !object->path)
			return object;
	object = xrealloc(NULL, sizeof(*object));
	*object = (struct object_symbols){.path = path ? xstrdup(path) : NULL,
		.dwfl = dwfl_begin(&callbacks),
		.next = symbols->objects};
	symbols->objects = object;
	if (!object->dwfl)
		return object;
	dwfl_report_begin(object->dwfl);
	object->module = dwfl_report_offline(object->dwfl, "", path ? path : symbols->program, -1);
	dwfl_report_end(object->dwfl, NULL, NULL);
	if (object->module)
		dwfl_module_getelf(object->module, &object->bias);
	return object;
}

/* --- Where objects are --- */

static void set_extent(struct object_symbols *object, Elf *elf, size_t headers)
{
	GElf_Phdr phdr;

	object->start = UINT64_MAX;
	for (size_t i = 0; i < headers; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr) || phdr.p_type != PT_LOAD)
			continue;
		if (phdr.p_vaddr + object->load < object->start)
			object->start = phdr.p_vaddr + object->load;
		if (phdr.p_vaddr + phdr.p_memsz + object->load > object->end)
			object->end = phdr.p_vaddr + phdr.p_memsz + object->load;
	}
	object->mapped = true;
}

void symbols_map(struct symbols *symbols, const char *path, uint64_t start, uint64_t offset)
{
	struct object_symbols *object = get_object(symbols, path);
	GElf_Addr bias;
	GElf_Phdr phdr;
	size_t headers;
	Elf *elf = object->module ? dwfl_module_getelf(object->module, &bias) : NULL;

	if (!elf || object->mapped || elf_getphdrnum(elf, &headers))
		return;
	for (size_t i = 0; i < headers; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr) || phdr.p_type != PT_LOAD ||
			phdr.p_offset / PAGE_BYTES != offset / PAGE_BYTES)
			continue;
		object->load = start - (phdr.p_vaddr & ~(GElf_Addr)(PAGE_BYTES - 1));
		set_extent(object, elf, headers);
		return;
	}
}

/* The object with the address of the process, which becomes libdwfl's; NULL: in none. */
static const struct object_symbols *find_object(struct symbols *symbols, uint64_t *address)
{
	bool any = false;

	for (const struct object_symbols *object = symbols->objects; object;
		object = object->next) {
		any |= object->mapped;
		if (!object->mapped || *address < object->start || *address >= object->end)
			continue;
		*address += object->bias - object->load;
		return object;
	}
	if (any)
		return NULL;
	*address += get_object(symbols, NULL)->bias;
	return get_object(symbols, NULL);
}

/* --- Names --- */

static Dwfl_Line *find_line(const struct object_symbols *object, uint64_t address)
{
	return object && object->module ? dwfl_module_getsrc(object->module, address) : NULL;
}

char *symbols_line(struct symbols *symbols, uint64_t address, int *line)
{
	const struct object_symbols *object = find_object(symbols, &address);
	Dwfl_Line *found = find_line(object, address);
	const char *file = found ? dwfl_lineinfo(found, NULL, line, NULL, NULL, NULL) : NULL;
	const char *folder = found ? dwfl_line_comp_dir(found) : NULL;

	if (file && *file != '/' && folder)
		return xasprintf("%s/%s", folder, file);
	return file ? xstrdup(file) : NULL;
}

static const char *find_symbol(const struct object_symbols *object, uint64_t address,
	GElf_Off *offset)
{
	GElf_Sym symbol;

	if (!object || !object->module)
		return NULL;
	return dwfl_module_addrinfo(object->module, address, offset, &symbol, NULL, NULL, NULL);
}

/* An address without a symbol, in the file's terms. */
static char *plain(const struct object_symbols *object, uint64_t address)
{
	const char *slash;

	if (!object)
		return xasprintf("0x%jx", (uintmax_t)address);
	if (!object->path)
		return xasprintf("0x%jx", (uintmax_t)(address - object->bias));
	slash = strrchr(object->path, '/');
	return xasprintf("%s+0x%jx", slash ? slash + 1 : object->path,
		(uintmax_t)(address - object->bias));
}

char *symbols_code(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = find_object(symbols, &address);
	GElf_Off offset = 0;
	const char *name = find_symbol(object, address, &offset), *file = NULL, *slash;
	Dwfl_Line *line = find_line(object, address);
	int number = 0;

	if (line)
		file = dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL);
	if (file) {
		slash = strrchr(file, '/');
		return xasprintf("%s (%s:%d)", name ? name : "?", slash ? slash + 1 : file, number);
	}
	if (!name)
		return plain(object, address);
	return offset ? xasprintf("%s+0x%jx", name, (uintmax_t)offset) : xstrdup(name);
}

char *symbols_function(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = find_object(symbols, &address);
	GElf_Off offset;
	const char *name = find_symbol(object, address, &offset);

	return name ? xstrndup(name, strcspn(name, "@.")) : NULL;
}

/* The n bytes in front of an address of the file; false: they are not there. */
static bool read_before(Elf *elf, uint64_t address, unsigned char *bytes, size_t n)
{
	GElf_Phdr phdr;
	size_t headers;
	Elf_Data *data;

	if (elf_getphdrnum(elf, &headers))
		return false;
	for (size_t i = 0; i < headers; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr) || phdr.p_type != PT_LOAD ||
			address < phdr.p_vaddr + n || address - phdr.p_vaddr > phdr.p_filesz)
			continue;
		data = elf_getdata_rawchunk(elf,
			(int64_t)(phdr.p_offset + (address - phdr.p_vaddr) - n), n, ELF_T_BYTE);
		if (!data)
			return false;
		memcpy(bytes, data->d_buf, n);
		return true;
	}
	return false;
}

#define CALL_ROOM 7 /* the longest of x86's calls */

/* The bytes in front of a return address of the file of `object`. False: they are not x86's, or not
 * there; *x86 tells. */
static bool read_call(const struct object_symbols *object, uint64_t address, unsigned char *bytes,
	bool *x86)
{
	GElf_Ehdr header;
	GElf_Addr bias;
	Elf *elf = object && object->module ? dwfl_module_getelf(object->module, &bias) : NULL;

	*x86 = elf && gelf_getehdr(elf, &header) &&
	       (header.e_machine == EM_X86_64 || header.e_machine == EM_386);
	return *x86 && read_before(elf, address - object->bias, bytes, CALL_ROOM);
}

static bool is_relative_call(const unsigned char *before)
{
	return before[CALL_ROOM - 5] == 0xe8;
}

bool symbols_may_return_to(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = find_object(symbols, &address);
	unsigned char before[CALL_ROOM];
	bool x86;

	if (!read_call(object, address, before, &x86))
		return !x86;
	if (is_relative_call(before))
		return true;
	/* Indirect: FF /2 and up to five bytes more. */
	for (size_t i = 0; i < CALL_ROOM - 1; i++)
		if (before[i] == 0xff && (before[i + 1] >> 3 & 7) == 2)
			return true;
	return false;
}

char *symbols_called(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = find_object(symbols, &address);
	unsigned char before[CALL_ROOM];
	GElf_Off offset = 0;
	const char *name;
	int32_t distance;
	bool x86;

	if (!read_call(object, address, before, &x86) || !is_relative_call(before))
		return NULL;
	memcpy(&distance, before + CALL_ROOM - 4, sizeof(distance));
	name = find_symbol(object, address + (uint64_t)(int64_t)distance, &offset);
	return name && !offset ? xstrndup(name, strcspn(name, "@.")) : NULL;
}

char *symbols_data(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = find_object(symbols, &address);
	GElf_Off offset = 0;
	const char *name = find_symbol(object, address, &offset);

	if (!name)
		return plain(object, address);
	return offset ? xasprintf("%s+%ju", name, (uintmax_t)offset) : xstrdup(name);
}

/* --- The program's own code --- */

struct range_list {
	void (*add)(void *context, uint64_t start, uint64_t end);
	void *context;
	size_t count;
};

static void add_range(struct range_list *list, uint64_t start, uint64_t end)
{
	if (start && start < end) {
		list->add(list->context, start, end);
		list->count++;
	}
}

/* Assembly with line numbers is the C library's, or its start-up code. */
static bool is_own_unit(Dwarf_Die *unit)
{
	int language = dwarf_srclang(unit);

	return language != DW_LANG_Mips_Assembler;
}

static void add_units(struct range_list *list, const struct object_symbols *object)
{
	Dwarf_Addr bias = 0;
	Dwarf_Die *unit = NULL;

	while ((unit = dwfl_module_nextcu(object->module, unit, &bias))) {
		Dwarf_Addr base, start, end;
		ptrdiff_t at = 0;

		if (!is_own_unit(unit))
			continue;
		while ((at = dwarf_ranges(unit, at, &base, &start, &end)) > 0)
			add_range(list, start + bias - object->bias, end + bias - object->bias);
	}
}

/* What every program has from the compiler's start-up files. */
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

static void add_functions(struct range_list *list, const struct object_symbols *object)
{
	int count = dwfl_module_getsymtab(object->module);

	for (int i = 1; i < count; i++) {
		GElf_Sym symbol;
		GElf_Addr address;
		const char *name = dwfl_module_getsym_info(object->module, i, &symbol, &address,
			NULL, NULL, NULL);

		if (name && GELF_ST_TYPE(symbol.st_info) == STT_FUNC &&
			symbol.st_shndx != SHN_UNDEF && symbol.st_size && !is_startup(name))
			add_range(list, address - object->bias,
				address - object->bias + symbol.st_size);
	}
}

static void add_text(struct range_list *list, const struct object_symbols *object)
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
			add_range(list, header.sh_addr, header.sh_addr + header.sh_size);
	}
}

void symbols_own_code(struct symbols *symbols,
	void (*add)(void *context, uint64_t start, uint64_t end), void *context)
{
	struct object_symbols *object = get_object(symbols, NULL);
	struct range_list list = {.add = add, .context = context};

	if (!object->module)
		return;
	add_units(&list, object);
	if (!list.count)
		add_functions(&list, object);
	if (!list.count)
		add_text(&list, object);
}

static void keep_range(void *context, uint64_t start, uint64_t end)
{
	struct symbols *symbols = context;

	symbols->own = xrealloc(symbols->own, (symbols->own_count + 1) * sizeof(*symbols->own));
	symbols->own[symbols->own_count++] = (struct range){start, end};
}

bool symbols_is_own(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = find_object(symbols, &address);

	if (!object || object->path)
		return false;
	if (!symbols->own_known) {
		symbols->own_known = true;
		symbols_own_code(symbols, keep_range, symbols);
	}
	address -= object->bias;
	for (size_t i = 0; i < symbols->own_count; i++)
		if (address >= symbols->own[i].start && address < symbols->own[i].end)
			return true;
	return false;
}
