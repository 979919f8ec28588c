/* SPDX-License-Identifier: MIT */
/*
 * Each object is reported to libdwfl separately, which puts it at an address of its own choice;
 * `bias` undoes that.
 */
#include "symbols_parts.h"
#include "util.h"
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096

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
	free(symbols->own.at);
	free(symbols);
}

struct object_symbols *symbols_object(struct symbols *symbols, const char *path)
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
	struct object_symbols *object = symbols_object(symbols, path);
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

void symbols_each_map(struct symbols *symbols,
	void (*visit)(void *context, const char *path, uint64_t load), void *context)
{
	for (const struct object_symbols *object = symbols->objects; object; object = object->next)
		if (object->mapped)
			visit(context, object->path ? object->path : symbols->program,
				object->load);
}

const struct object_symbols *symbols_find(struct symbols *symbols, uint64_t *address)
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
	*address += symbols_object(symbols, NULL)->bias;
	return symbols_object(symbols, NULL);
}

/* --- Names --- */

/* The last line of `unit` that starts at or before `address`, which is in the unit. */
static Dwfl_Line *line_in(Dwarf_Die *unit, uint64_t address)
{
	Dwfl_Line *found = NULL;
	Dwarf_Addr best = 0;
	size_t count = 0;

	dwfl_getsrclines(unit, &count);
	for (size_t i = 0; i < count; i++) {
		Dwfl_Line *line = dwfl_onesrcline(unit, i);
		Dwarf_Addr start;

		if (!dwfl_lineinfo(line, &start, NULL, NULL, NULL, NULL) || start > address)
			continue;
		if (!found || start >= best) {
			found = line;
			best = start;
		}
	}
	return found;
}

/* Compilers other than GCC write no index of units by address (.debug_aranges), so that libdwfl
 * does not find the line. */
static Dwfl_Line *find_line(const struct object_symbols *object, uint64_t address)
{
	Dwfl_Line *line = NULL;
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;

	if (!object || !object->module)
		return NULL;
	line = dwfl_module_getsrc(object->module, address);
	while (!line && (unit = dwfl_module_nextcu(object->module, unit, &bias)))
		if (dwarf_haspc(unit, address - bias) > 0)
			line = line_in(unit, address);
	return line;
}

char *symbols_line(struct symbols *symbols, uint64_t address, int *line)
{
	const struct object_symbols *object = symbols_find(symbols, &address);
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

/* The text for an address without a symbol: the address in the file. */
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
	const struct object_symbols *object = symbols_find(symbols, &address);
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
	const struct object_symbols *object = symbols_find(symbols, &address);
	GElf_Off offset;
	const char *name = find_symbol(object, address, &offset);

	return name ? xstrndup(name, strcspn(name, "@.")) : NULL;
}

/* Read the n bytes before an address of the file. False: they are not in the file. */
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

#define CALL_ROOM 7 /* bytes of the longest call instruction of x86 */

/* Read the bytes before a return address in the file of `object`. False: the object is not x86 code
 * (then *x86 is false), or the bytes are not in the file. */
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
	const struct object_symbols *object = symbols_find(symbols, &address);
	unsigned char before[CALL_ROOM];
	bool x86;

	if (!read_call(object, address, before, &x86))
		return !x86;
	if (is_relative_call(before))
		return true;
	/* Indirect: FF /2 and at most five more bytes. */
	for (size_t i = 0; i < CALL_ROOM - 1; i++)
		if (before[i] == 0xff && (before[i + 1] >> 3 & 7) == 2)
			return true;
	return false;
}

char *symbols_called(struct symbols *symbols, uint64_t address)
{
	const struct object_symbols *object = symbols_find(symbols, &address);
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
	const struct object_symbols *object = symbols_find(symbols, &address);
	GElf_Off offset = 0;
	const char *name = find_symbol(object, address, &offset);

	if (!name)
		return plain(object, address);
	return offset ? xasprintf("%s+%ju", name, (uintmax_t)offset) : xstrdup(name);
}
