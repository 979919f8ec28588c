/* SPDX-License-Identifier: MIT */
/*
 * Properties of elf_parse() for any input, in other terms than its own. The fuzzer and the unit
 * tests call check_elf() with their inputs.
 */
#pragma once
#include <lib/assert.h>
#include <lib/elf.h>
#include <uapi/errno.h>

#define CHECK_PAGE 4096ull

static const struct elf_target check_targets[] = {
	{ELFCLASS32, EM_386, 0x1000, 0xc0000000},
	{ELFCLASS64, EM_X86_64, 0x1000, 0x7ffffffff000},
};

static inline void check_elf_segment(const struct elf_image *image, const struct elf_segment *s,
	const struct elf_target *target, const char *file, size_t size)
{
	ASSERT(s->memsz > 0 && s->filesz <= s->memsz);
	ASSERT(image->relocatable || s->vaddr >= target->user_min);
	ASSERT(s->vaddr < target->user_max && s->vaddr >= image->start);
	ASSERT(s->vaddr + s->memsz <= image->end);
	ASSERT(s->memsz <= target->user_max - s->vaddr);
	ASSERT(s->offset <= size && s->filesz <= size - s->offset);
	ASSERT(s->vaddr % CHECK_PAGE == s->offset % CHECK_PAGE);
	ASSERT((s->flags & (PF_W | PF_X)) != (PF_W | PF_X));
	for (size_t i = 0; i < s->filesz; i++)
		(void)*(const volatile char *)&file[s->offset + i]; /* for the sanitizer */
}

static inline void check_elf_image(const struct elf_image *image)
{
	bool entry_found = false;

	ASSERT(image->segment_count > 0 && image->segment_count <= ELF_SEGMENTS_MAX);
	for (unsigned i = 0; i < image->segment_count; i++) {
		const struct elf_segment *a = &image->segments[i];

		entry_found |= a->flags & PF_X && image->entry - a->vaddr < a->memsz;
		for (unsigned j = 0; j < i; j++) {
			const struct elf_segment *b = &image->segments[j];

			ASSERT((a->vaddr + a->memsz - 1) / CHECK_PAGE < b->vaddr / CHECK_PAGE ||
				(b->vaddr + b->memsz - 1) / CHECK_PAGE < a->vaddr / CHECK_PAGE);
		}
	}
	ASSERT(entry_found);
}

static inline void check_elf(const void *file, size_t size)
{
	for (size_t t = 0; t < ARRAY_SIZE(check_targets); t++) {
		struct elf_image image;
		const char *why = NULL;
		int result = elf_parse(file, size, size, &check_targets[t], &image, &why);

		ASSERT(result == 0 || (result == -ENOEXEC && why && *why));
		if (result)
			continue;
		for (unsigned i = 0; i < image.segment_count; i++)
			check_elf_segment(&image, &image.segments[i], &check_targets[t], file,
				size);
		check_elf_image(&image);
	}
}
