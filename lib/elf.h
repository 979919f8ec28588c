/* SPDX-License-Identifier: MIT */
/*
 * ELF program files: one pass that checks everything and gives the segments to load. What passes
 * can be loaded without further checks: ranges lie in the file and in the user's addresses, no two
 * segments share a page, none is writable and executable.
 */
#pragma once
#include <lib/base.h>
#include <uapi/elf.h>

#define ELF_SEGMENTS_MAX 16

struct elf_target {
	unsigned char elf_class; /* ELFCLASS32 or ELFCLASS64 */
	uint16_t machine;
	uint64_t user_min, user_max; /* segments lie in [min, max); max fits uintptr_t */
};

struct elf_segment {
	size_t offset, filesz; /* in the file */
	uintptr_t vaddr;
	size_t memsz;
	uint32_t flags; /* PF_R, PF_W, PF_X */
};

struct elf_image {
	uintptr_t entry;
	unsigned phnum, phentsize;
	unsigned segment_count;
	struct elf_segment segments[ELF_SEGMENTS_MAX];
};

/* Check the file and fill `image`. 0, or -ENOEXEC with the reason in *why. */
int elf_parse(const void *file, size_t size, const struct elf_target *target,
	struct elf_image *image, const char **why);
