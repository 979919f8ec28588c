/* SPDX-License-Identifier: MIT */
/*
 * ELF checks. Headers of both classes are first converted to the 64-bit structures, so that each
 * check exists once. They are copied out, since the file need not be aligned.
 */
#include <lib/elf.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define PAGE 4096ull

/* The layout on disk does not depend on how the compiler aligns 64-bit integers. */
static_assert(sizeof(struct elf32_header) == 52, "ELF32 header");
static_assert(sizeof(struct elf64_header) == 64, "ELF64 header");
static_assert(sizeof(struct elf32_program_header) == 32, "ELF32 program header");
static_assert(sizeof(struct elf64_program_header) == 56, "ELF64 program header");

static int refuse(const char **why, const char *reason)
{
	*why = reason;
	return -ENOEXEC;
}

static void widen_header(struct elf64_header *to, const struct elf32_header *from)
{
	memcpy(to->ident, from->ident, EI_NIDENT);
	to->type = from->type;
	to->machine = from->machine;
	to->entry = from->entry;
	to->phoff = from->phoff;
	to->phentsize = from->phentsize;
	to->phnum = from->phnum;
}

static int read_header(const char *file, size_t size, uint64_t file_size,
	const struct elf_target *target, struct elf64_header *header, const char **why)
{
	bool wide = target->elf_class == ELFCLASS64;
	struct elf32_header narrow;

	if (size < EI_NIDENT || memcmp(file, "\177ELF", 4) != 0)
		return refuse(why, "not an ELF file");
	if (file[EI_CLASS] != target->elf_class)
		return refuse(why, "ELF file for another word size");
	if (file[EI_DATA] != ELFDATA2LSB)
		return refuse(why, "big-endian ELF file");
	if (size < (wide ? sizeof(*header) : sizeof(narrow)))
		return refuse(why, "ELF header cut off");
	*header = (struct elf64_header){0};
	if (wide) {
		memcpy(header, file, sizeof(*header));
	} else {
		memcpy(&narrow, file, sizeof(narrow));
		widen_header(header, &narrow);
	}
	if (header->machine != target->machine)
		return refuse(why, "ELF file for another machine");
	if (header->type != ET_EXEC && header->type != ET_DYN)
		return refuse(why, "ELF file is not a program");
	if (header->phentsize !=
		(wide ? sizeof(struct elf64_program_header) : sizeof(struct elf32_program_header)))
		return refuse(why, "wrong size of program headers");
	if (header->phoff > file_size ||
		(uint64_t)header->phnum * header->phentsize > file_size - header->phoff)
		return refuse(why, "program headers run past the end of the file");
	if (header->phoff > size ||
		(uint64_t)header->phnum * header->phentsize > size - header->phoff)
		return refuse(why, "program headers are not at the file's beginning");
	return 0;
}

static struct elf64_program_header read_program_header(const char *at, bool wide)
{
	struct elf64_program_header header;
	struct elf32_program_header narrow;

	if (wide) {
		memcpy(&header, at, sizeof(header));
		return header;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return (struct elf64_program_header){
		.type = narrow.type,
		.flags = narrow.flags,
		.offset = narrow.offset,
		.vaddr = narrow.vaddr,
		.filesz = narrow.filesz,
		.memsz = narrow.memsz,
	};
}

static bool shares_page(const struct elf_segment *a, const struct elf64_program_header *b)
{
	uint64_t a_start = ALIGN_DOWN((uint64_t)a->vaddr, PAGE);
	uint64_t a_end = ALIGN_UP((uint64_t)a->vaddr + a->memsz, PAGE);
	uint64_t b_start = ALIGN_DOWN(b->vaddr, PAGE);
	uint64_t b_end = ALIGN_UP(b->vaddr + b->memsz, PAGE);

	return a_start < b_end && b_start < a_end;
}

static int add_segment(struct elf_image *image, const struct elf64_program_header *header,
	uint64_t size, const struct elf_target *target, const char **why)
{
	uint64_t min = image->relocatable ? 0 : target->user_min;
	uint64_t max = image->relocatable ? target->user_max / 2 : target->user_max;

	if (header->offset > size || header->filesz > size - header->offset)
		return refuse(why, "segment runs past the end of the file");
	if (header->filesz > header->memsz)
		return refuse(why, "segment is larger in the file than in memory");
	if (header->vaddr < min || header->vaddr > max || header->memsz > max - header->vaddr)
		return refuse(why, "segment outside the user's addresses");
	if ((header->vaddr - header->offset) % PAGE != 0)
		return refuse(why, "segment's address and file offset disagree");
	if (header->flags & PF_W && header->flags & PF_X)
		return refuse(why, "segment is writable and executable");
	if (image->segment_count == ELF_SEGMENTS_MAX)
		return refuse(why, "too many segments");
	for (unsigned i = 0; i < image->segment_count; i++)
		if (shares_page(&image->segments[i], header))
			return refuse(why, "segments overlap in a page");
	image->segments[image->segment_count++] = (struct elf_segment){
		.offset = header->offset,
		.filesz = (size_t)header->filesz,
		.vaddr = (uintptr_t)header->vaddr,
		.memsz = (size_t)header->memsz,
		.flags = header->flags,
	};
	return 0;
}

static bool entry_is_executable(const struct elf_image *image, uint64_t entry)
{
	for (unsigned i = 0; i < image->segment_count; i++) {
		const struct elf_segment *segment = &image->segments[i];

		if (segment->flags & PF_X && entry >= segment->vaddr &&
			entry - segment->vaddr < segment->memsz)
			return true;
	}
	return false;
}

/* Compute the range of all segments, and the address of the program headers within it. */
static void measure(struct elf_image *image, const struct elf64_header *header)
{
	uint64_t table = (uint64_t)header->phnum * header->phentsize;

	image->start = UINTPTR_MAX;
	for (unsigned i = 0; i < image->segment_count; i++) {
		const struct elf_segment *s = &image->segments[i];

		image->start = MIN(image->start, (uintptr_t)ALIGN_DOWN(s->vaddr, PAGE));
		image->end = MAX(image->end, (uintptr_t)ALIGN_UP(s->vaddr + s->memsz, PAGE));
		if (header->phoff >= s->offset && header->phoff - s->offset <= s->filesz &&
			table <= s->filesz - (header->phoff - s->offset))
			image->phdr = s->vaddr + (uintptr_t)(header->phoff - s->offset);
	}
}

static int note_interpreter(struct elf_image *image, const struct elf64_program_header *header,
	uint64_t size, const char **why)
{
	if (header->offset > size || header->filesz > size - header->offset || header->filesz < 2 ||
		header->filesz > ELF_INTERP_MAX)
		return refuse(why, "no sensible path of an interpreter");
	image->interp_offset = header->offset;
	image->interp_size = (size_t)header->filesz;
	return 0;
}

int elf_parse(const void *head, size_t head_size, uint64_t size, const struct elf_target *target,
	struct elf_image *image, const char **why)
{
	bool wide = target->elf_class == ELFCLASS64;
	struct elf64_header header;
	int error = read_header(head, head_size, size, target, &header, why);

	if (error)
		return error;
	*image = (struct elf_image){.relocatable = header.type == ET_DYN,
		.phnum = header.phnum,
		.phentsize = header.phentsize};
	for (unsigned i = 0; i < header.phnum; i++) {
		const char *at = (const char *)head + header.phoff + (size_t)i * header.phentsize;
		struct elf64_program_header segment = read_program_header(at, wide);

		if (segment.type == PT_INTERP)
			error = note_interpreter(image, &segment, size, why);
		else if (segment.type == PT_LOAD && segment.memsz != 0)
			error = add_segment(image, &segment, size, target, why);
		if (error)
			return error;
	}
	if (!entry_is_executable(image, header.entry))
		return refuse(why, "entry point is not in an executable segment");
	image->entry = (uintptr_t)header.entry;
	measure(image, &header);
	return 0;
}
