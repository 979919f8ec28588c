/* SPDX-License-Identifier: MIT */
/*
 * Reading ELF files with libelf. Nothing in the file is trusted: every address and index is looked
 * up through libelf.
 */
#include "object.h"
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file offset of the byte at `address`; -1: it is not in the file. */
static int64_t file_offset(Elf *elf, size_t headers, GElf_Addr address)
{
	GElf_Phdr phdr;

	for (size_t i = 0; i < headers; i++)
		if (gelf_getphdr(elf, (int)i, &phdr) && phdr.p_type == PT_LOAD &&
			address >= phdr.p_vaddr && address - phdr.p_vaddr < phdr.p_filesz)
			return (int64_t)(phdr.p_offset + (address - phdr.p_vaddr));
	return -1;
}

/* The string at `offset` of a table; NULL: it does not end in the table. */
static char *string_at(const Elf_Data *table, GElf_Xword offset)
{
	const char *text;

	if (!table || offset >= table->d_size)
		return NULL;
	text = (const char *)table->d_buf + offset;
	return memchr(text, 0, table->d_size - offset) ? xstrdup(text) : NULL;
}

static Elf_Data *string_table(Elf *elf, size_t headers, Elf_Data *dynamic, size_t count)
{
	GElf_Addr address = 0;
	GElf_Xword size = 0;
	GElf_Dyn entry;
	int64_t offset;

	for (size_t i = 0; i < count && gelf_getdyn(dynamic, (int)i, &entry); i++) {
		if (entry.d_tag == DT_NULL)
			break;
		if (entry.d_tag == DT_STRTAB)
			address = entry.d_un.d_ptr;
		else if (entry.d_tag == DT_STRSZ)
			size = entry.d_un.d_val;
	}
	offset = file_offset(elf, headers, address);
	return offset < 0 ? NULL : elf_getdata_rawchunk(elf, offset, size, ELF_T_BYTE);
}

static void replace(char **place, char *text)
{
	free(*place);
	*place = text;
}

static void read_dynamic(struct object *object, Elf *elf, size_t headers, const GElf_Phdr *phdr)
{
	size_t entry_size = gelf_fsize(elf, ELF_T_DYN, 1, EV_CURRENT), count;
	Elf_Data *dynamic, *strings;
	GElf_Dyn entry;

	dynamic = elf_getdata_rawchunk(elf, (int64_t)phdr->p_offset, phdr->p_filesz, ELF_T_DYN);
	if (!dynamic || !entry_size)
		return;
	count = phdr->p_filesz / entry_size;
	strings = string_table(elf, headers, dynamic, count);
	for (size_t i = 0; i < count && gelf_getdyn(dynamic, (int)i, &entry); i++) {
		char *text;

		if (entry.d_tag == DT_NULL)
			break;
		if (entry.d_tag != DT_NEEDED && entry.d_tag != DT_RPATH &&
			entry.d_tag != DT_RUNPATH)
			continue;
		text = string_at(strings, entry.d_un.d_val);
		if (entry.d_tag == DT_RPATH) {
			replace(&object->rpath, text);
		} else if (entry.d_tag == DT_RUNPATH) {
			replace(&object->runpath, text);
		} else if (text) {
			object->needed = xrealloc(object->needed,
				(object->needed_count + 1) * sizeof(*object->needed));
			object->needed[object->needed_count++] = text;
		}
	}
}

static int read_headers(struct object *object, Elf *elf)
{
	GElf_Ehdr header;
	GElf_Phdr phdr;
	size_t headers;

	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header) ||
		elf_getphdrnum(elf, &headers) < 0)
		return -ENOEXEC;
	object->arch = arch_by_elf(header.e_machine, header.e_ident[EI_CLASS]);
	for (size_t i = 0; i < headers; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr))
			return -ENOEXEC;
		if (phdr.p_type == PT_INTERP)
			replace(&object->interpreter,
				string_at(elf_getdata_rawchunk(elf, (int64_t)phdr.p_offset,
						  phdr.p_filesz, ELF_T_BYTE),
					0));
		else if (phdr.p_type == PT_DYNAMIC)
			read_dynamic(object, elf, headers, &phdr);
	}
	return 0;
}

int object_read(struct object *object, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	Elf *elf;

	memset(object, 0, sizeof(*object));
	if (fd < 0)
		return -errno;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	error = elf ? read_headers(object, elf) : -ENOEXEC;
	elf_end(elf);
	close(fd);
	if (error)
		object_free(object);
	return error;
}

void object_free(struct object *object)
{
	for (size_t i = 0; i < object->needed_count; i++)
		free(object->needed[i]);
	free(object->needed);
	free(object->interpreter);
	free(object->rpath);
	free(object->runpath);
	memset(object, 0, sizeof(*object));
}
