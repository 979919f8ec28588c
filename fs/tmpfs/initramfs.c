/* SPDX-License-Identifier: MIT */
/*
 * The first files: a root in memory, the contents of the initial ramdisk, and the directories,
 * devices and links that programs expect.
 */
#include <fs/files.h>
#include <fs/mount.h>
#include <fs/tmpfs/tmpfs.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <lib/cpio.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

static const struct {
	const char *path;
	uint32_t mode;
} first_folders[] = {
	{"/dev", 0755},
	{"/proc", 0555},
	{"/sys", 0555},
	{"/tmp", 01777},
	{"/dev/shm", 01777},
	{"/dev/pts", 0755},
};

#define NS_PER_SEC ((int64_t)1000000000)
#define PIECE      ((size_t)64 * 1024)

static void (*release_archive)(const void *end);

static const struct {
	const char *path, *text;
} first_links[] = {
	{"/dev/fd", "/proc/self/fd"},
	{"/dev/stdin", "/proc/self/fd/0"},
	{"/dev/stdout", "/proc/self/fd/1"},
	{"/dev/stderr", "/proc/self/fd/2"},
};

void vfs_init(size_t archive_size)
{
	struct filesystem *fs = tmpfs_create(page_total_count() / 2 + (archive_size >> PAGE_SHIFT));

	if (!fs)
		panic("no memory for the root file system");
	fs_mount_root(fs);
	tree_set_root(fs->root);
	fs_current_init();
	tmpfs_register_types();
}

/* Make the files that every system has. Those from the archive stay. */
static int make_first_files(void)
{
	char path[24] = "/dev/";
	int error = 0;

	for (size_t i = 0; i < ARRAY_SIZE(first_folders) && (!error || error == -EEXIST); i++)
		error = fs_mkdir(NULL, first_folders[i].path, first_folders[i].mode);
	for (size_t i = 0; i < TMPFS_DEVICES && (!error || error == -EEXIST); i++) {
		strlcpy(path + 5, tmpfs_devices[i].name, sizeof(path) - 5);
		error = fs_mknod(NULL, path, S_IFCHR | tmpfs_devices[i].mode,
			tmpfs_devices[i].rdev);
	}
	for (size_t i = 0; i < ARRAY_SIZE(first_links) && (!error || error == -EEXIST); i++)
		error = fs_symlink(NULL, first_links[i].path, first_links[i].text);
	return error == -EEXIST ? 0 : error;
}

/* Write a file piece by piece and release each: a large file need not be in memory twice. */
static int write_file(const char *path, const struct cpio_entry *entry)
{
	const char *data = entry->data, *end = data + entry->size;
	struct file *file;
	struct io io;
	uint64_t pos = 0;
	long written = 0;
	int error = fs_open(NULL, path, O_WRONLY | O_CREAT | O_TRUNC, entry->mode & 07777, &file);

	if (error)
		return error;
	for (; data < end && written >= 0; data += written) {
		size_t n = MIN((size_t)(end - data), PIECE);

		io_init_kernel(&io, data, n);
		written = file_write(file, &io, &pos);
		if (written >= 0 && (size_t)written < n)
			written = -ENOSPC;
		else if (written >= 0)
			release_archive(data + n);
	}
	file_put(file);
	return written < 0 ? (int)written : 0;
}

/* The archive keeps a link's text without a NUL. */
static int write_link(const char *path, const struct cpio_entry *entry)
{
	char *text = entry->size < PATH_MAX ? kmalloc(entry->size + 1) : NULL;
	int error;

	if (!text)
		return -ENOMEM;
	memcpy(text, entry->data, entry->size);
	text[entry->size] = '\0';
	error = fs_symlink(NULL, path, text);
	kfree(text);
	return error;
}

/* --- Files with several names: the first one unpacked, until the archive ends --- */

struct first_name {
	struct list link;
	uint32_t ino, dev_major, dev_minor;
	struct dentry *dentry; /* counted */
};

static struct list first_names = LIST_INIT(first_names);

/* The first name of the file of `entry`, not counted; NULL: none was unpacked yet. */
static struct dentry *find_first(const struct cpio_entry *entry)
{
	struct first_name *first;

	list_for_each_entry(first, &first_names, link) {
		if (first->ino == entry->ino && first->dev_major == entry->dev_major &&
			first->dev_minor == entry->dev_minor)
			return first->dentry;
	}
	return NULL;
}

/* Remember `dentry`, whose reference this takes, also on failure. 0 or -ENOMEM. */
static int add_first(const struct cpio_entry *entry, struct dentry *dentry)
{
	struct first_name *first = kmalloc(sizeof(*first));

	if (!first) {
		dentry_put(dentry);
		return -ENOMEM;
	}
	*first = (struct first_name){.ino = entry->ino,
		.dev_major = entry->dev_major,
		.dev_minor = entry->dev_minor,
		.dentry = dentry};
	list_push_back(&first_names, &first->link);
	return 0;
}

static void forget_first_names(void)
{
	struct list *link;

	while ((link = list_pop_front(&first_names))) {
		struct first_name *first = list_entry(link, struct first_name, link);

		dentry_put(first->dentry);
		kfree(first);
	}
}

/* --- Entries --- */

static int make_node(const char *path, const struct cpio_entry *entry)
{
	int error;

	if (S_ISREG(entry->mode))
		return write_file(path, entry);
	if (S_ISLNK(entry->mode))
		return write_link(path, entry);
	error = fs_mknod(NULL, path, entry->mode & (S_IFMT | 07777),
		MAKEDEV(entry->rdev_major, entry->rdev_minor));
	return error == -EEXIST && S_ISDIR(entry->mode) ? 0 : error;
}

static int unpack(const struct cpio_entry *entry, const char *path)
{
	bool several = entry->links > 1 && !S_ISDIR(entry->mode);
	struct dentry *first = several ? find_first(entry) : NULL, *dentry;
	int error;

	while (path[0] == '.' && path[1] == '/')
		path += 2;
	if (strcmp(path, ".") == 0 || !*path)
		return 0;
	error = first ? fs_link(first, NULL, path) : make_node(path, entry);
	if (first && !error && S_ISREG(entry->mode) && entry->size)
		error = write_file(path, entry);
	if (!error)
		error = path_lookup(NULL, path, 0, &dentry);
	if (error)
		return error;
	dentry->inode->uid = entry->uid;
	dentry->inode->gid = entry->gid;
	dentry->inode->mtime_ns = (int64_t)entry->mtime * NS_PER_SEC;
	if (several && !first)
		return add_first(entry, dentry);
	dentry_put(dentry);
	return 0;
}

/* Is the archive whole? A damaged one is not unpacked at all. */
static bool check(const void *archive, size_t size)
{
	struct cpio_reader reader;
	struct cpio_entry entry;
	unsigned files = 0;
	int result;

	if (size == 0) {
		printk("initrd: none\n");
		return false;
	}
	cpio_reader_init(&reader, archive, size);
	while ((result = cpio_next(&reader, &entry)) > 0)
		files++;
	if (result < 0)
		printk("initrd: damaged cpio archive (%s), not used\n", reader.why);
	else
		printk("initrd: %u entries, %zu bytes\n", files, size);
	return result == 0;
}

void initramfs_unpack(const void *archive, size_t size, void (*release)(const void *end))
{
	struct fs_context *fs = fs_current();
	unsigned umask = fs->umask;
	struct cpio_reader reader;
	struct cpio_entry entry;
	char *name = kmalloc(PATH_MAX); /* the entry's own is released with its file */
	bool whole = check(archive, size);
	int error = 0;

	fs->umask = 0;
	release_archive = release;
	cpio_reader_init(&reader, archive, size);
	while (whole && name && !error && cpio_next(&reader, &entry) > 0) {
		strlcpy(name, entry.name, PATH_MAX);
		error = unpack(&entry, name);
		if (error)
			printk("initrd: %s: error %d, the rest is not used\n", name, -error);
	}
	release((const char *)archive + size);
	forget_first_names();
	kfree(name);
	error = make_first_files();
	if (!error)
		error = files_open_console(files_current());
	if (error)
		printk("initrd: no first files: error %d\n", -error);
	fs->umask = umask;
}
