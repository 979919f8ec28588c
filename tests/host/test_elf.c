/* SPDX-License-Identifier: MIT */
/*
 * The ELF checks: a good program of each class, each reason to reject one, truncation at every
 * byte, and random damage.
 */
#include <lib/elf.h>
#include <lib/random.h>
#include <stdlib.h>
#include <string.h>
#include <tests/fuzz/check_elf.h>
#include <tests/host/harness.h>

#define SEGMENTS_ROOM (ELF_SEGMENTS_MAX + 2)
#define FILE_SIZE     0x2100
#define ROUNDS        100000

/* A file to be written, in the wide structures whatever its class. */
struct plan {
	struct elf64_header header;
	struct elf64_program_header segment[SEGMENTS_ROOM];
	size_t size;
};

/* Two segments as a linker lays them out: text, and data with zeroed memory behind it. */
static struct plan good_plan(const struct elf_target *target)
{
	bool wide = target->elf_class == ELFCLASS64;

	return (struct plan){
		.header =
			{
				.ident = {0x7f, 'E', 'L', 'F', target->elf_class, ELFDATA2LSB, 1},
				.type = ET_EXEC,
				.machine = target->machine,
				.version = 1,
				.entry = 0x401010,
				.phoff = wide ? sizeof(struct elf64_header)
					      : sizeof(struct elf32_header),
				.phentsize = wide ? sizeof(struct elf64_program_header)
						  : sizeof(struct elf32_program_header),
				.phnum = 2,
			},
		.segment =
			{
				{.type = PT_LOAD,
					.flags = PF_R | PF_X,
					.offset = 0x1000,
					.vaddr = 0x401000,
					.filesz = 0xf00,
					.memsz = 0xf00},
				{.type = PT_LOAD,
					.flags = PF_R | PF_W,
					.offset = 0x1f80,
					.vaddr = 0x402f80,
					.filesz = 0x180,
					.memsz = 0x5000},
			},
		.size = FILE_SIZE,
	};
}

static void narrow_header(struct elf32_header *to, const struct elf64_header *from)
{
	memcpy(to->ident, from->ident, EI_NIDENT);
	to->type = from->type;
	to->machine = from->machine;
	to->version = from->version;
	to->entry = (uint32_t)from->entry;
	to->phoff = (uint32_t)from->phoff;
	to->phentsize = from->phentsize;
	to->phnum = from->phnum;
}

/* The planned file in memory of exactly its size, so that the sanitizer detects a read past it. */
static char *write_file(const struct plan *plan, bool wide)
{
	char *file = calloc(1, plan->size + 1), *exact = malloc(plan->size + !plan->size);
	struct elf32_header narrow = {0};
	char headers[sizeof(plan->header) + sizeof(plan->segment)] = {0};
	char *next = headers;

	narrow_header(&narrow, &plan->header);
	memcpy(next, wide ? (const void *)&plan->header : &narrow,
		wide ? sizeof(plan->header) : sizeof(narrow));
	next += wide ? sizeof(plan->header) : sizeof(narrow);
	for (size_t i = 0; i < SEGMENTS_ROOM; i++) {
		const struct elf64_program_header *s = &plan->segment[i];
		struct elf32_program_header small = {
			.type = s->type,
			.flags = s->flags,
			.offset = (uint32_t)s->offset,
			.vaddr = (uint32_t)s->vaddr,
			.filesz = (uint32_t)s->filesz,
			.memsz = (uint32_t)s->memsz,
		};

		memcpy(next, wide ? (const void *)s : &small, wide ? sizeof(*s) : sizeof(small));
		next += wide ? sizeof(*s) : sizeof(small);
	}
	memcpy(file, headers, MIN(sizeof(headers), plan->size));
	memcpy(exact, file, plan->size);
	free(file);
	return exact;
}

static int parse(const struct plan *plan, const struct elf_target *target, struct elf_image *image,
	const char **why)
{
	char *file = write_file(plan, target->elf_class == ELFCLASS64);
	int result = elf_parse(file, plan->size, plan->size, target, image, why);

	check_elf(file, plan->size);
	free(file);
	return result;
}

TEST(good_programs)
{
	for (size_t t = 0; t < ARRAY_SIZE(check_targets); t++) {
		struct plan plan = good_plan(&check_targets[t]);
		struct elf_image image;
		const char *why = NULL;

		plan.segment[2] = (struct elf64_program_header){.type = 0x6474e551}; /* GNU stack */
		plan.segment[3] = (struct elf64_program_header){.type = PT_LOAD};    /* empty */
		plan.header.phnum = 4;
		assert_int_equal(parse(&plan, &check_targets[t], &image, &why), 0);
		assert_int_equal(image.entry, 0x401010);
		assert_int_equal(image.phnum, 4);
		assert_int_equal(image.phentsize, plan.header.phentsize);
		assert_int_equal(image.segment_count, 2);
		for (size_t i = 0; i < 2; i++) {
			assert_int_equal(image.segments[i].offset, plan.segment[i].offset);
			assert_int_equal(image.segments[i].filesz, plan.segment[i].filesz);
			assert_int_equal(image.segments[i].vaddr, plan.segment[i].vaddr);
			assert_int_equal(image.segments[i].memsz, plan.segment[i].memsz);
			assert_int_equal(image.segments[i].flags, plan.segment[i].flags);
		}
	}
}

/* Both classes of a good plan, modified by `change`, are rejected for `reason`. */
#define REFUSED(reason, change)                                                           \
	do {                                                                              \
		for (size_t t_ = 0; t_ < ARRAY_SIZE(check_targets); t_++) {               \
			const struct elf_target *target = &check_targets[t_];             \
			struct plan plan = good_plan(target);                             \
			struct elf_image image_;                                          \
			const char *why_ = NULL;                                          \
                                                                                          \
			change;                                                           \
			assert_int_equal(parse(&plan, target, &image_, &why_), -ENOEXEC); \
			assert_string_equal(why_, reason);                                \
		}                                                                         \
	} while (0)

TEST(bad_headers)
{
	REFUSED("not an ELF file", plan.header.ident[0] = 'E');
	REFUSED("not an ELF file", plan.size = 0);
	REFUSED("not an ELF file", plan.size = 15);
	REFUSED("ELF header cut off", plan.size = 51);
	REFUSED("ELF file for another word size", plan.header.ident[EI_CLASS] ^= 3);
	REFUSED("big-endian ELF file", plan.header.ident[EI_DATA] = 2);
	REFUSED("ELF file for another machine", plan.header.machine = EM_RISCV);
	REFUSED("ELF file is not a program", plan.header.type = 1);
	REFUSED("wrong size of program headers", plan.header.phentsize = 0);
	REFUSED("wrong size of program headers", plan.header.phentsize += 8);
}

TEST(bad_program_headers)
{
	static const char past_end[] = "program headers run past the end of the file";

	REFUSED(past_end, plan.header.phoff = UINT64_MAX);
	REFUSED(past_end, plan.header.phoff = plan.size + 1);
	REFUSED(past_end, plan.header.phoff = plan.size - 1);
	REFUSED(past_end, plan.header.phnum = UINT16_MAX);
	REFUSED(past_end, plan.size = plan.header.phoff + 1);
	REFUSED("no sensible path of an interpreter", plan.segment[1].type = PT_INTERP);
	REFUSED("entry point is not in an executable segment", plan.header.phnum = 0);
	REFUSED(
		"too many segments", plan.header.phnum = SEGMENTS_ROOM;
		for (size_t i = 2; i < SEGMENTS_ROOM; i++) {
			plan.segment[i] = plan.segment[1];
			plan.segment[i].vaddr += i * 0x10000;
		});
}

TEST(bad_segments)
{
	static const char past_end[] = "segment runs past the end of the file";
	static const char outside[] = "segment outside the user's addresses";
	static const char overlap[] = "segments overlap in a page";
	static const char entry[] = "entry point is not in an executable segment";

	REFUSED(past_end, plan.segment[1].offset = UINT64_MAX - 0x7f);
	REFUSED(past_end, plan.segment[1].filesz = UINT64_MAX);
	REFUSED(past_end, plan.segment[1].filesz++);
	REFUSED(past_end, plan.size--);
	REFUSED("segment is larger in the file than in memory", plan.segment[0].memsz--);
	REFUSED(outside, plan.segment[0].vaddr = 0);
	REFUSED(outside, plan.segment[0].vaddr = target->user_max);
	REFUSED(outside, plan.segment[0].vaddr = (uintptr_t)-0x1000);
	REFUSED(outside, plan.segment[1].memsz = target->user_max - 0x402f80 + 1);
	REFUSED(outside, plan.segment[1].memsz = UINT64_MAX);
	REFUSED("segment's address and file offset disagree", plan.segment[1].vaddr++);
	REFUSED("segment is writable and executable", plan.segment[1].flags |= PF_X);
	REFUSED(overlap, plan.segment[1].vaddr = 0x400f80);
	REFUSED(overlap, plan.segment[1].vaddr = 0x401f80);
	REFUSED(overlap, plan.segment[1] = plan.segment[0]);
	REFUSED(entry, plan.header.entry = 0x400fff);
	REFUSED(entry, plan.header.entry = 0x401f00);
	REFUSED(entry, plan.header.entry = 0x403000);
	REFUSED(entry, plan.segment[0].flags = PF_R);
}

TEST(segments_may_touch_the_limits)
{
	for (size_t t = 0; t < ARRAY_SIZE(check_targets); t++) {
		struct plan plan = good_plan(&check_targets[t]);
		struct elf_image image;
		const char *why = NULL;

		plan.segment[0].vaddr = check_targets[t].user_min;
		plan.header.entry = plan.segment[0].vaddr + plan.segment[0].memsz - 1;
		plan.segment[1].memsz = check_targets[t].user_max - plan.segment[1].vaddr;
		assert_int_equal(parse(&plan, &check_targets[t], &image, &why), 0);
	}
}

TEST(cut_off_anywhere)
{
	for (size_t t = 0; t < ARRAY_SIZE(check_targets); t++) {
		struct plan plan = good_plan(&check_targets[t]);
		struct elf_image image;
		const char *why;

		for (plan.size = 0; plan.size < FILE_SIZE; plan.size++) {
			why = NULL;
			assert_int_equal(parse(&plan, &check_targets[t], &image, &why), -ENOEXEC);
			assert_non_null(why);
		}
	}
}

TEST(damaged_at_random)
{
	const size_t headers = 256; /* where damage is detected */
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		bool wide = round % 2;
		struct plan plan = good_plan(&check_targets[wide]);
		char *file = write_file(&plan, wide);

		for (uint32_t n = prng_below(&prng, 8); n < 8; n++)
			file[prng_below(&prng, headers)] = (char)prng_next(&prng);
		check_elf(file, plan.size);
		free(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_programs),
		cmocka_unit_test(bad_headers),
		cmocka_unit_test(bad_program_headers),
		cmocka_unit_test(bad_segments),
		cmocka_unit_test(segments_may_touch_the_limits),
		cmocka_unit_test(cut_off_anywhere),
		cmocka_unit_test(damaged_at_random),
	};

	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
