/* SPDX-License-Identifier: MIT */
/*
 * ELF program files: one pass that checks everything and gives the segments to load. What passes
 * can be loaded without further checks: ranges lie in the file and in the user's addresses, no two
 * segments share a page, none is writable and executable. A position-independent program's
 * addresses count from where it will be put.
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
	bool relocatable; /* ET_DYN: put it where there is room */
	uintptr_t entry;
	uintptr_t start, end; /* all segments lie in it, page aligned */
	uintptr_t phdr;       /* where the program headers are in memory; 0: nowhere */
	unsigned phnum, phentsize;
	uint64_t interp_offset; /* of the interpreter's path in the file */
	size_t interp_size;     /* with its zero byte; 0: there is none */
	unsigned segment_count;
	struct elf_segment segments[ELF_SEGMENTS_MAX];
};

/* Check the file of `size` bytes, of which the first `head_size` are at `head` and hold the program
 * headers, and fill `image`. 0, or -ENOEXEC with the reason in *why. */
int elf_parse(const void *head, size_t head_size, uint64_t size, const struct elf_target *target,
	struct elf_image *image, const char **why);
