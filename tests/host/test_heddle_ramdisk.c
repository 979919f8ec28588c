/* SPDX-License-Identifier: MIT */
/*
 * The ramdisk that `heddle` writes, read by the kernel's reader.
 */
#include <lib/cpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tests/host/harness.h>
#include <tools/heddle/ramdisk.h>
#include <unistd.h>

/* The archive's bytes, to be freed by the caller. */
static char *archive_of(struct ramdisk *disk, size_t *size)
{
	int fd = memfd_create("archive", 0);
	struct stat status;
	char *bytes, *why;

	assert_int_equal(ramdisk_write(disk, fd, &why), 0);
	assert_int_equal(fstat(fd, &status), 0);
	*size = (size_t)status.st_size;
	bytes = malloc(*size);
	assert_int_equal(pread(fd, bytes, *size, 0), *size);
	close(fd);
	return bytes;
}

/* Find an entry. Checks that every folder precedes its contents, and that no path occurs twice. */
static bool find(const char *archive, size_t size, const char *path, struct cpio_entry *found)
{
	struct cpio_reader reader;
	struct cpio_entry entry;
	char last[4096] = "";
	bool there = false;
	int result;

	cpio_reader_init(&reader, archive, size);
	while ((result = cpio_next(&reader, &entry)) > 0) {
		assert_true(strcmp(last, entry.name) < 0);
		snprintf(last, sizeof(last), "%s", entry.name);
		if (strcmp(entry.name, path) == 0) {
			there = true;
			*found = entry;
		}
	}
	assert_int_equal(result, 0);
	return there;
}

TEST(base)
{
	struct ramdisk *disk = ramdisk_new();
	struct cpio_entry entry;
	size_t size;
	char *archive = archive_of(disk, &size);

	assert_true(find(archive, size, "dev/null", &entry));
	assert_int_equal(entry.mode, S_IFCHR | 0666);
	assert_int_equal(entry.rdev_major, 1);
	assert_int_equal(entry.rdev_minor, 3);
	assert_true(find(archive, size, "tmp", &entry));
	assert_int_equal(entry.mode, S_IFDIR | 01777);
	assert_true(find(archive, size, "bin", &entry));
	assert_int_equal(entry.mode, S_IFLNK | 0777);
	assert_int_equal(entry.size, 7);
	assert_memory_equal(entry.data, "usr/bin", 7);
	free(archive);
	ramdisk_free(disk);
}

TEST(paths)
{
	struct ramdisk *disk = ramdisk_new();
	struct cpio_entry entry;
	size_t size;
	char *archive;

	ramdisk_add_data(disk, "/lib/../bin//./tool", 0755, "tool", 4);
	ramdisk_add_data(disk, "/a/b/c/file", 0600, "first", 5);
	ramdisk_add_data(disk, "/a/b/c/file", 0640, "", 0);
	ramdisk_add_folder(disk, "/a/b", 0700);
	ramdisk_add_folder(disk, "/", 0700);
	ramdisk_add_link(disk, "/lib64/ld.so", "/lib/ld.so");
	assert_true(ramdisk_has(disk, "/usr/bin/tool"));
	assert_true(ramdisk_has(disk, "/bin/tool"));
	assert_false(ramdisk_has(disk, "/bin/tools"));
	archive = archive_of(disk, &size);
	assert_true(find(archive, size, "usr/bin/tool", &entry));
	assert_int_equal(entry.mode, S_IFREG | 0755);
	assert_memory_equal(entry.data, "tool", 4);
	assert_true(find(archive, size, "a/b/c/file", &entry));
	assert_int_equal(entry.mode, S_IFREG | 0640);
	assert_int_equal(entry.size, 0);
	assert_true(find(archive, size, "a/b", &entry));
	assert_int_equal(entry.mode, S_IFDIR | 0700);
	assert_true(find(archive, size, "a/b/c", &entry));
	assert_true(find(archive, size, "usr/lib64/ld.so", &entry));
	free(archive);
	ramdisk_free(disk);
}

/* A file of the host: its bytes, or the reason if it does not exist. */
TEST(sources)
{
	char path[] = "/tmp/heddle-test-XXXXXX", data[300000], *archive, *why;
	int file = mkstemp(path), fd;
	struct ramdisk *disk = ramdisk_new();
	struct cpio_entry entry;
	size_t size;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7 + i / 256);
	assert_int_equal(write(file, data, sizeof(data)), sizeof(data));
	close(file);
	ramdisk_add_file(disk, "/data", 0644, path);
	archive = archive_of(disk, &size);
	assert_true(find(archive, size, "data", &entry));
	assert_int_equal(entry.size, sizeof(data));
	assert_memory_equal(entry.data, data, sizeof(data));
	free(archive);
	unlink(path);
	fd = memfd_create("archive", 0);
	assert_int_equal(ramdisk_write(disk, fd, &why), -1);
	assert_non_null(strstr(why, path));
	free(why);
	close(fd);
	ramdisk_free(disk);
}

/* The same contents give the same bytes, in whatever order they were added. */
TEST(same_bytes)
{
	struct ramdisk *one = ramdisk_new(), *other = ramdisk_new();
	size_t one_size, other_size;
	char *a, *b;

	ramdisk_add_data(one, "/x/1", 0644, "1", 1);
	ramdisk_add_data(one, "/y", 0644, "22", 2);
	ramdisk_add_data(other, "/y", 0644, "22", 2);
	ramdisk_add_data(other, "/x/1", 0644, "1", 1);
	a = archive_of(one, &one_size);
	b = archive_of(other, &other_size);
	assert_int_equal(one_size, other_size);
	assert_memory_equal(a, b, one_size);
	free(a);
	free(b);
	ramdisk_free(one);
	ramdisk_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base),
		cmocka_unit_test(paths),
		cmocka_unit_test(sources),
		cmocka_unit_test(same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
