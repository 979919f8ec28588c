/* SPDX-License-Identifier: MIT */
/*
 * A hash over files' contents. It detects accidental differences between builds, not malicious
 * ones.
 */
#include "build.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HASH_START  0xcbf29ce484222325u
#define HASH_FACTOR 0x9e3779b97f4a7c15u
#define BLOCK       65536

static uint64_t add_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * HASH_FACTOR;
	return hash ^ hash >> 32;
}

/* Add a file's contents and its size. Ends the command when it cannot be read. */
static uint64_t add_file(uint64_t hash, int fd, const char *path)
{
	static uint64_t words[BLOCK / sizeof(uint64_t)];
	off_t at = 0;
	ssize_t n;

	for (;;) {
		memset(words, 0, sizeof(words));
		n = pread(fd, words, sizeof(words), at);
		if (n <= 0)
			break;
		at += n;
		for (size_t i = 0; i < ((size_t)n + sizeof(*words) - 1) / sizeof(*words); i++)
			hash = add_word(hash, words[i]);
	}
	if (n < 0)
		die("%s: %s", path, strerror(errno));
	return add_word(hash, (uint64_t)at);
}

static uint64_t add_path(uint64_t hash, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	hash = add_file(hash, fd, path);
	close(fd);
	return hash;
}

char *build_of_job(struct job *job)
{
	char *kernel = machine_file(job->needs.arch, "heddle.elf"), *why;
	int disk = memfd_create("build", MFD_CLOEXEC);
	uint64_t hash = add_path(HASH_START, kernel);

	if (disk < 0)
		die("cannot create a file in memory: %s", strerror(errno));
	if (ramdisk_write(job->disk, disk, &why))
		die("%s", why);
	hash = add_file(hash, disk, "the ramdisk");
	close(disk);
	free(kernel);
	return xasprintf("%016jx", (uintmax_t)hash);
}

char *build_of_machine(const struct arch *arch)
{
	static const char *const names[] = {"heddle.elf", "runner", "explore"};
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = machine_find(arch, names[i]);

		if (!path)
			return NULL;
		hash = add_path(hash, path);
		free(path);
	}
	return xasprintf("%016jx", (uintmax_t)hash);
}
