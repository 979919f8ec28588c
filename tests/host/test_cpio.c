/* SPDX-License-Identifier: MIT */
/*
 * The cpio reader: an archive as cpio(1) writes it, truncated at every byte, damaged in chosen
 * places, and damaged at random.
 */
#include <lib/cpio.h>
#include <lib/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tests/fuzz/check_cpio.h>
#include <tests/host/harness.h>

#define ROOM      2048
#define ROUNDS    50000
#define FILE_MODE 0100644
#define DIR_MODE  0040755

struct archive {
	char bytes[ROOM];
	size_t size;
};

static void pad(struct archive *archive)
{
	while (archive->size % 4)
		archive->bytes[archive->size++] = '\0';
}

static void append(struct archive *archive, const char *name, unsigned mode, const char *data)
{
	size_t n = strlen(data);

	archive->size += (size_t)sprintf(archive->bytes + archive->size,
		"070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x%s", 7, mode, 1000,
		100, 2, 99, n, 8, 9, 0, 0, strlen(name) + 1, 0, name);
	archive->bytes[archive->size++] = '\0';
	pad(archive);
	memcpy(archive->bytes + archive->size, data, n);
	archive->size += n;
	pad(archive);
}

static struct archive sample(void)
{
	struct archive archive = {.size = 0};

	append(&archive, ".", DIR_MODE, "");
	append(&archive, "./bin", DIR_MODE, "");
	append(&archive, "./bin/one", FILE_MODE, "first file");
	append(&archive, "two", FILE_MODE, "");
	append(&archive, "two", FILE_MODE, "hidden by the first of its name");
	append(&archive, "TRAILER!!!", 0, "");
	return archive;
}

/* The number of entries that can be read. *why is the error that ended the archive, NULL at the
 * trailer. */
static int count_entries(const void *bytes, size_t size, const char **why)
{
	struct cpio_reader reader;
	struct cpio_entry entry;
	int count = 0, result;

	cpio_reader_init(&reader, bytes, size);
	while ((result = cpio_next(&reader, &entry)) == 1)
		count++;
	*why = result < 0 ? reader.why : NULL;
	return count;
}

/* A copy in memory of exactly its size, so that the sanitizer detects a read past its end. */
static void check_exact(const char *bytes, size_t size)
{
	char *copy = malloc(size ? size : 1);

	memcpy(copy, bytes, size);
	check_cpio(copy, size);
	free(copy);
}

TEST(reads_entries_in_order)
{
	static const char *const names[] = {".", "./bin", "./bin/one", "two", "two"};
	struct archive archive = sample();
	struct cpio_reader reader;
	struct cpio_entry entry;

	cpio_reader_init(&reader, archive.bytes, archive.size);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(cpio_next(&reader, &entry), 1);
		assert_string_equal(entry.name, names[i]);
		assert_int_equal(entry.mode, i < 2 ? DIR_MODE : FILE_MODE);
		assert_int_equal(entry.uid, 1000);
		assert_int_equal(entry.gid, 100);
		assert_int_equal(entry.mtime, 99);
		assert_int_equal(entry.links, 2);
		assert_int_equal(entry.ino, 7);
		assert_int_equal(entry.dev_major, 8);
		assert_int_equal(entry.dev_minor, 9);
	}
	assert_int_equal(cpio_next(&reader, &entry), 0);
	assert_int_equal(reader.offset, archive.size);
}

TEST(cut_off_anywhere)
{
	struct archive archive = sample();
	const char *why;

	for (size_t size = 0; size < archive.size; size++) {
		check_exact(archive.bytes, size);
		assert_in_range(count_entries(archive.bytes, size, &why), 0, 5);
		/* Only the 3 bytes of padding behind the trailer may be missing. */
		assert_int_equal(why == NULL, size >= archive.size - 3);
	}
}

static void expect_damage(size_t at, const char *bytes, const char *reason)
{
	struct archive archive = sample();
	const char *why;

	memcpy(archive.bytes + at, bytes, strlen(bytes));
	assert_int_equal(count_entries(archive.bytes, archive.size, &why), 0);
	assert_string_equal(why, reason);
	check_exact(archive.bytes, archive.size);
}

TEST(damage_is_named)
{
	const char *why;

	assert_int_equal(count_entries("", 0, &why), 0);
	assert_string_equal(why, "ends without a trailer");
	expect_damage(0, "070707", "entry without the newc magic");
	expect_damage(6 + 8, "0000x000", "header field is not hexadecimal");
	expect_damage(6 + 8 * 6, "ffffffff", "file runs past the end");
	expect_damage(6 + 8 * 6, "7fffffff", "file runs past the end");
	expect_damage(6 + 8 * 11, "ffffffff", "name runs past the end");
	expect_damage(6 + 8 * 11, "00000000", "name runs past the end");
	expect_damage(6 + 8 * 11, "00000001", "name does not end in NUL");
}

TEST(damaged_at_random)
{
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		struct archive archive = sample();

		for (uint32_t n = prng_below(&prng, 4); n < 4; n++) {
			char *at = &archive.bytes[prng_below(&prng, (uint32_t)archive.size)];

			*at = prng_below(&prng, 2) ? "0123456789abcdef"[prng_below(&prng, 16)]
						   : (char)prng_next(&prng);
		}
		check_exact(archive.bytes, archive.size - prng_below(&prng, 16));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_entries_in_order),
		cmocka_unit_test(cut_off_anywhere),
		cmocka_unit_test(damage_is_named),
		cmocka_unit_test(damaged_at_random),
	};

	return cmocka_run_group_tests_name("cpio", tests, NULL, NULL);
}
