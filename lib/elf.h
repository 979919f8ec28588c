/* SPDX-License-Identifier: MIT */
/*
 * ELF program files: one pass checks everything and returns the segments to load. A program that
 * passes can be loaded without further checks: ranges lie within the file and the user's addresses,
 * no two segments share a page, none is both writable and executable. The addresses of a
 * position-independent program are relative to where it will be loaded.
 */
#pragma once
#include <lib/base.h>
#include <uapi/elf.h>

#define ELF_SEGMENTS_MAX 16
#define ELF_INTERP_MAX   256 /* bytes of the interpreter's path */

struct elf_target {
	unsigned char elf_class; /* ELFCLASS32 or ELFCLASS64 */
	uint16_t machine;
	uint64_t user_min, user_max; /* segments lie in [min, max); max fits uintptr_t */
};

struct elf_segment {
	uint64_t offset; /* in the file */
	size_t filesz;
	uintptr_t vaddr;
	size_t memsz;
	uint32_t flags; /* PF_R, PF_W, PF_X */
};

struct elf_image {
	bool relocatable; /* ET_DYN: can be loaded at any address */
	uintptr_t entry;
	uintptr_t start, end; /* page aligned; all segments lie in between */
	uintptr_t phdr;       /* address of the program headers in memory; 0: not loaded */
	unsigned phnum, phentsize;
	uint64_t interp_offset; /* of the interpreter's path in the file */
	size_t interp_size;     /* with its NUL; 0: there is no interpreter */
	unsigned segment_count;
	struct elf_segment segments[ELF_SEGMENTS_MAX];
};

/* Check a file of `size` bytes and fill `image`. The first `head_size` bytes are at `head` and must
 * contain the program headers. 0, or -ENOEXEC with the reason in *why. */
int elf_parse(const void *head, size_t head_size, uint64_t size, const struct elf_target *target,
	struct elf_image *image, const char **why);
