/* SPDX-License-Identifier: MIT */
/*
 * The search for libraries, and reading damaged ELF files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tests/host/harness.h>
#include <tools/heddle/library.h>
#include <tools/heddle/util.h>
#include <unistd.h>

#define DAMAGES 800
#define SELF    "/proc/self/exe"

static char folder[] = "/tmp/heddle-test-XXXXXX";

static char *in_folder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_to(const char *name, const void *data, size_t size)
{
	int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0755);

	assert_int_equal(write_fully(fd, data, size), 0);
	close(fd);
}

static int make_folder(void **state)
{
	size_t size;
	char *self = read_file(SELF, &size);

	(void)state;
	if (!mkdtemp(folder) || !self)
		return -1;
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = {"etc", "etc/ld.so.conf.d", "usr", "usr/bin",
			"own"};

		mkdir(in_folder(names[i]), 0755);
	}
	write_to("etc/ld.so.conf", "include ld.so.conf.d/*.conf\n# no\n/last # yes\n", 45);
	write_to("etc/ld.so.conf.d/a.conf", "  /own/ \n\nrelative\n", 19);
	write_to("etc/ld.so.conf.d/b", "/never\n", 7);
	write_to("own/libown.so", self, size);
	write_to("own/libtext.so", "text", 4);
	if (symlink("/own/libown.so", in_folder("usr/libown.so")))
		return -1;
	free(self);
	return 0;
}

static int remove_folder(void **state)
{
	char *command = xasprintf("rm -r %s", folder); /* our own, from mkdtemp() */
	int status = system(command);

	(void)state;
	free(command);
	return status;
}

TEST(self_is_read)
{
	struct object object;
	bool needs_c = false;

	assert_int_equal(object_read(&object, SELF), 0);
	assert_non_null(object.arch);
	assert_non_null(object.interpreter);
	for (size_t i = 0; i < object.needed_count; i++)
		needs_c |= strncmp(object.needed[i], "libc.so", 7) == 0;
	assert_true(needs_c);
	object_free(&object);
	assert_int_equal(object_read(&object, "/etc/passwd"), -ENOEXEC);
	assert_int_equal(object_read(&object, "/none"), -ENOENT);
}

/* Whatever the headers and the dynamic section contain, there is a result and no wild access. */
TEST(damage)
{
	size_t size;
	char *self = read_file(SELF, &size);
	unsigned random = 1;

	size = size < 65536 ? size : 65536;
	for (int i = 0; i < DAMAGES; i++) {
		struct object object;
		char kept[4];
		size_t at;

		random = random * 1103515245 + 12345;
		at = (random >> 8) % (i % 2 ? 1024 : size - 4);
		memcpy(kept, self + at, 4);
		memset(self + at, i % 3 ? 0xff : (int)(random >> 4), i % 5 ? 1 : 4);
		write_to("damaged", self, i % 7 ? size : at);
		if (object_read(&object, in_folder("damaged")) == 0)
			object_free(&object);
		memcpy(self + at, kept, 4);
	}
	free(self);
}

TEST(conf)
{
	char *folders = library_conf_folders(folder);

	assert_string_equal(folders, "/own:/last:");
	free(folders);
	folders = library_conf_folders(in_folder("usr"));
	assert_string_equal(folders, "");
	free(folders);
}

/* An absolute link in the other system leads to that system's file. */
TEST(sysroot)
{
	struct file_place place;

	assert_true(file_place_find(&place, folder, "/usr/libown.so"));
	assert_string_equal(place.host, in_folder("own/libown.so"));
	assert_string_equal(place.guest, "/own/libown.so");
	file_place_free(&place);
	assert_true(file_place_find(&place, folder, "/etc/../../../own"));
	assert_string_equal(place.guest, "/own");
	file_place_free(&place);
	assert_true(file_place_find(&place, folder, "/proc/self"));
	assert_string_not_equal(place.guest, "/proc/self");
	file_place_free(&place);
	assert_false(file_place_find(&place, folder, "/none"));
}

static enum library_origin look(const char *name, const char *variable, char *runpath, char *rpath,
	char **path)
{
	struct library_search search = {.sysroot = folder, .library_path = variable};
	struct loaded program = {.origin = (char *)"/usr/bin", .object = {.rpath = rpath}};
	struct loaded library = {.origin = (char *)"/usr",
		.loader = &program,
		.object = {.runpath = runpath}};
	struct object self;
	enum library_origin origin;

	assert_int_equal(object_read(&self, SELF), 0);
	program.object.arch = library.object.arch = self.arch;
	origin = library_find(&search, &library, name, path);
	object_free(&self);
	return origin;
}

TEST(search_order)
{
	static const struct {
		const char *name, *variable, *runpath, *rpath, *path;
		enum library_origin origin;
	} rows[] = {
		{"libown.so", NULL, NULL, NULL, "/own/libown.so", LIBRARY_BY_CONF},
		{"libown.so", "/none:/usr", NULL, NULL, "/usr/libown.so", LIBRARY_BY_VARIABLE},
		{"libown.so", NULL, "$ORIGIN/../own", NULL, "/usr/../own/libown.so",
			LIBRARY_BY_RPATH},
		{"libown.so", "/usr", NULL, "/none:${ORIGIN}/../../own",
			"/usr/bin/../../own/libown.so", LIBRARY_BY_RPATH},
		{"libown.so", "/usr", "/own", "/own", "/usr/libown.so", LIBRARY_BY_VARIABLE},
		{"/own/libown.so", NULL, NULL, NULL, "/own/libown.so", LIBRARY_BY_PATH},
		{"libtext.so", NULL, NULL, NULL, NULL, LIBRARY_MISSING},
		{"/own/none.so", NULL, NULL, NULL, NULL, LIBRARY_MISSING},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *path = NULL;

		assert_int_equal(look(rows[i].name, rows[i].variable, (char *)rows[i].runpath,
					 (char *)rows[i].rpath, &path),
			rows[i].origin);
		if (rows[i].path) {
			assert_string_equal(path, rows[i].path);
			free(path);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(self_is_read),
		cmocka_unit_test(damage),
		cmocka_unit_test(conf),
		cmocka_unit_test(sysroot),
		cmocka_unit_test(search_order),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
