/* SPDX-License-Identifier: MIT */
/*
 * The items are in a tree sorted by path, so that a folder precedes its contents.
 */
#include "ramdisk.h"
#include "util.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define COPY_SIZE  ((size_t)1 << 20)
#define BLOCK_SIZE (1 << 18)

struct item {
	char *path;   /* without the first slash */
	mode_t mode;  /* type and permissions */
	dev_t device; /* of a device */
	char *data;   /* `size` bytes of contents, or a link's target; NULL: see `source` */
	size_t size;
	char *source;
};

struct ramdisk {
	void *root; /* of tsearch() */
};

static const struct {
	const char *path;
	mode_t mode;
} base_folders[] = {{"dev", 0755}, {"dev/pts", 0755}, {"dev/shm", 01777}, {"etc", 0755},
	{"proc", 0555}, {"root", 0700}, {"run", 0755}, {"sys", 0555}, {"tmp", 01777}, {"usr", 0755},
	{"usr/bin", 0755}, {"usr/lib", 0755}, {"usr/lib64", 0755}, {"usr/sbin", 0755},
	{"var", 0755}, {"var/tmp", 01777}};

static const struct {
	const char *path;
	unsigned major, minor;
	mode_t mode;
} base_devices[] = {{"dev/console", 5, 1, 0600}, {"dev/full", 1, 7, 0666}, {"dev/null", 1, 3, 0666},
	{"dev/ptmx", 5, 2, 0666}, {"dev/random", 1, 8, 0666}, {"dev/tty", 5, 0, 0666},
	{"dev/urandom", 1, 9, 0666}, {"dev/zero", 1, 5, 0666}};

static const char *const base_links[][2] = {{"bin", "usr/bin"}, {"lib", "usr/lib"},
	{"lib64", "usr/lib64"}, {"sbin", "usr/sbin"}, {"dev/fd", "/proc/self/fd"},
	{"dev/stdin", "/proc/self/fd/0"}, {"dev/stdout", "/proc/self/fd/1"},
	{"dev/stderr", "/proc/self/fd/2"}, {"etc/mtab", "/proc/mounts"}};

static const char *const base_files[][2] = {{"etc/group",
						    "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"},
	{"etc/hostname", "heddle\n"}, {"etc/hosts", "127.0.0.1 localhost heddle\n"},
	{"etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
	{"etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
		       "nobody:x:65534:65534:nobody:/:/bin/false\n"}};

/* Paths at the top that are links into /usr. */
static const char *const merged[] = {"bin", "lib", "lib64", "sbin"};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path, ((const struct item *)b)->path);
}

static void item_free(void *p)
{
	struct item *item = p;

	free(item->path);
	free(item->data);
	free(item->source);
	free(item);
}

/* The path of an item: without empty, "." and ".." components, /bin as /usr/bin. To be freed. */
static char *canonical(const char *path)
{
	char *copy = xstrdup(path), *out = xstrdup(""), *save = NULL, *next;

	for (char *part = strtok_r(copy, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
		char *slash = strrchr(out, '/');

		if (strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") == 0) {
			*(slash ? slash : out) = '\0';
			continue;
		}
		next = xasprintf("%s%s%s", out, *out ? "/" : "", part);
		free(out);
		out = next;
	}
	free(copy);
	for (size_t i = 0; i < ARRAY_SIZE(merged); i++) {
		size_t length = strlen(merged[i]);

		if (strncmp(out, merged[i], length) == 0 && out[length] == '/') {
			next = xasprintf("usr/%s", out);
			free(out);
			return next;
		}
	}
	return out;
}

static struct item *find(struct ramdisk *disk, char *path)
{
	const struct item key = {.path = path};
	struct item **node = tfind(&key, &disk->root, compare);

	return node ? *node : NULL;
}

/* Make an empty item, or empty the one that is there. Takes over `path`, from canonical(). */
static struct item *put(struct ramdisk *disk, char *path, mode_t mode)
{
	struct item *item = find(disk, path);
	char *slash = strrchr(path, '/');

	if (item) {
		free(path);
		free(item->data);
		free(item->source);
		path = item->path;
	} else {
		if (slash) {
			char *parent = xstrndup(path, (size_t)(slash - path));

			if (find(disk, parent))
				free(parent);
			else
				put(disk, parent, S_IFDIR | 0755);
		}
		item = xrealloc(NULL, sizeof(*item));
		item->path = path;
		if (!tsearch(item, &disk->root, compare))
			die("out of memory");
	}
	*item = (struct item){.path = path, .mode = mode};
	return item;
}

struct ramdisk *ramdisk_new(void)
{
	struct ramdisk *disk = xrealloc(NULL, sizeof(*disk));

	disk->root = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(base_folders); i++)
		put(disk, xstrdup(base_folders[i].path), S_IFDIR | base_folders[i].mode);
	for (size_t i = 0; i < ARRAY_SIZE(base_devices); i++)
		put(disk, xstrdup(base_devices[i].path), S_IFCHR | base_devices[i].mode)->device =
			makedev(base_devices[i].major, base_devices[i].minor);
	for (size_t i = 0; i < ARRAY_SIZE(base_links); i++)
		ramdisk_add_link(disk, base_links[i][0], base_links[i][1]);
	for (size_t i = 0; i < ARRAY_SIZE(base_files); i++)
		ramdisk_add_data(disk, base_files[i][0], 0644, base_files[i][1],
			strlen(base_files[i][1]));
	return disk;
}

void ramdisk_free(struct ramdisk *disk)
{
	tdestroy(disk->root, item_free);
	free(disk);
}

bool ramdisk_has(struct ramdisk *disk, const char *path)
{
	char *name = canonical(path);
	bool has = find(disk, name) != NULL;

	free(name);
	return has;
}

const char *ramdisk_source(struct ramdisk *disk, const char *path)
{
	char *name = canonical(path);
	const struct item *item = find(disk, name);

	free(name);
	return item ? item->source : NULL;
}

void ramdisk_add_folder(struct ramdisk *disk, const char *path, mode_t mode)
{
	char *name = canonical(path);

	if (*name)
		put(disk, name, S_IFDIR | mode);
	else
		free(name);
}

static void add_data(struct ramdisk *disk, const char *path, mode_t mode, const void *data,
	size_t size)
{
	struct item *item = put(disk, canonical(path), mode);

	item->data = xstrndup("", 0);
	if (size)
		item->data = memcpy(xrealloc(item->data, size), data, size);
	item->size = size;
}

void ramdisk_add_link(struct ramdisk *disk, const char *path, const char *target)
{
	add_data(disk, path, S_IFLNK | 0777, target, strlen(target) + 1);
}

void ramdisk_add_data(struct ramdisk *disk, const char *path, mode_t mode, const void *data,
	size_t size)
{
	add_data(disk, path, S_IFREG | mode, data, size);
}

void ramdisk_add_file(struct ramdisk *disk, const char *path, mode_t mode, const char *source)
{
	put(disk, canonical(path), S_IFREG | mode)->source = xstrdup(source);
}

/* --- Writing --- */

struct writer {
	struct archive *archive;
	char *why;    /* the first error */
	char *buffer; /* COPY_SIZE bytes */
};

static void copy_source(struct writer *writer, const char *source, int fd, size_t size)
{
	while (size && !writer->why) {
		ssize_t n = read(fd, writer->buffer, size < COPY_SIZE ? size : COPY_SIZE);

		if (n < 0)
			writer->why = xasprintf("%s: %s", source, strerror(errno));
		else if (n == 0)
			writer->why = xasprintf("%s: became shorter while it was read", source);
		else if (archive_write_data(writer->archive, writer->buffer, (size_t)n) != n)
			writer->why = xstrdup(archive_error_string(writer->archive));
		size -= n > 0 ? (size_t)n : 0;
	}
}

static void write_item(struct writer *writer, struct archive_entry *out, const struct item *item)
{
	int fd = -1;
	struct stat status = {.st_size = (off_t)item->size};

	if (item->source) {
		fd = open(item->source, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || fstat(fd, &status)) {
			writer->why = xasprintf("%s: %s", item->source, strerror(errno));
			return;
		}
	}
	archive_entry_set_pathname(out, item->path);
	archive_entry_set_mode(out, item->mode);
	archive_entry_set_mtime(out, 0, 0);
	archive_entry_set_size(out, S_ISREG(item->mode) ? status.st_size : 0);
	archive_entry_set_nlink(out, S_ISDIR(item->mode) ? 2 : 1);
	if (S_ISLNK(item->mode))
		archive_entry_set_symlink(out, item->data);
	else
		archive_entry_set_rdev(out, item->device);
	if (archive_write_header(writer->archive, out) != ARCHIVE_OK)
		writer->why =
			xasprintf("/%s: %s", item->path, archive_error_string(writer->archive));
	else if (fd >= 0)
		copy_source(writer, item->source, fd, (size_t)status.st_size);
	else if (S_ISREG(item->mode) && archive_write_data(writer->archive, item->data,
						item->size) != (la_ssize_t)item->size)
		writer->why = xstrdup(archive_error_string(writer->archive));
	if (fd >= 0)
		close(fd);
}

static void write_visited(const void *node, VISIT order, void *context)
{
	struct writer *writer = context;
	struct archive_entry *out;

	if ((order != postorder && order != leaf) || writer->why)
		return;
	out = archive_entry_new();
	if (!out)
		die("out of memory");
	write_item(writer, out, *(const struct item *const *)node);
	archive_entry_free(out);
}

int ramdisk_write(struct ramdisk *disk, int fd, char **why)
{
	struct writer writer = {.archive = archive_write_new(),
		.buffer = xrealloc(NULL, COPY_SIZE)};

	if (!writer.archive)
		die("out of memory");
	if (archive_write_set_format_cpio_newc(writer.archive) != ARCHIVE_OK ||
		archive_write_set_bytes_per_block(writer.archive, BLOCK_SIZE) != ARCHIVE_OK ||
		archive_write_set_bytes_in_last_block(writer.archive, 512) != ARCHIVE_OK ||
		archive_write_open_fd(writer.archive, fd) != ARCHIVE_OK)
		writer.why = xstrdup(archive_error_string(writer.archive));
	twalk_r(disk->root, write_visited, &writer);
	if (archive_write_close(writer.archive) != ARCHIVE_OK && !writer.why)
		writer.why = xstrdup(archive_error_string(writer.archive));
	archive_write_free(writer.archive);
	free(writer.buffer);
	*why = writer.why;
	return writer.why ? -1 : 0;
}
