/* SPDX-License-Identifier: MIT */
/*
 * The file system, seen from the kernel: names, paths, links, contents, limits.
 */
#include <fs/files.h>
#include <fs/mount.h>
#include <fs/tree.h>
#include <lib/string.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

static int try_open(const char *path, int flags)
{
	struct file *file;
	int error = vfs_open(path, flags, 0644, &file);

	if (!error)
		file_put(file);
	return error;
}

static long put(const char *path, const char *text)
{
	struct file *file;
	uint64_t pos = 0;
	struct io io;
	long result = vfs_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644, &file);

	if (result)
		return result;
	io_init_kernel(&io, text, strlen(text));
	result = file_write(file, &io, &pos);
	file_put(file);
	return result;
}

/* Whether the file holds this text. */
static bool holds(const char *path, const char *text)
{
	char buffer[64];
	struct file *file;
	long n;

	if (vfs_open(path, O_RDONLY, 0, &file))
		return false;
	n = file_read_at(file, buffer, sizeof(buffer), 0);
	file_put(file);
	return n == (long)strlen(text) && memcmp(buffer, text, (size_t)n) == 0;
}

KTEST(vfs_files)
{
	EXPECT_EQ(try_open("/tmp/a", O_RDONLY), -ENOENT);
	EXPECT_EQ(put("/tmp/a", "hello"), 5);
	EXPECT(holds("/tmp/a", "hello"));
	EXPECT_EQ(put("/tmp/a", "you"), 3);
	EXPECT(holds("/tmp/a", "you"));
	EXPECT_EQ(try_open("/tmp/a", O_RDONLY | O_DIRECTORY), -ENOTDIR);
	EXPECT_EQ(try_open("/tmp/a", O_RDWR | O_CREAT | O_EXCL), -EEXIST);
	EXPECT_EQ(try_open("/tmp/a/", O_RDONLY), -ENOTDIR);
	EXPECT_EQ(try_open("/tmp/a/b", O_RDONLY), -ENOTDIR);
	EXPECT_EQ(try_open("/tmp", O_RDONLY), 0);
	EXPECT_EQ(try_open("/tmp", O_WRONLY), -EISDIR);
	EXPECT_EQ(try_open("/tmp/new/", O_WRONLY | O_CREAT), -EISDIR);
	EXPECT_EQ(try_open("", O_RDONLY), -ENOENT);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/a"), 0);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/a"), -ENOENT);
	EXPECT_EQ(fs_unlink(NULL, "/tmp"), -EISDIR);
}

KTEST(vfs_directories)
{
	EXPECT_EQ(fs_mkdir(NULL, "/tmp/d", 0755), 0);
	EXPECT_EQ(fs_mkdir(NULL, "/tmp/d", 0755), -EEXIST);
	EXPECT_EQ(fs_mkdir(NULL, "/tmp/d/e/", 0755), 0);
	EXPECT_EQ(fs_mkdir(NULL, "/tmp/d/.", 0755), -EEXIST);
	EXPECT_EQ(fs_mkdir(NULL, "/", 0755), -EEXIST);
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/d"), -ENOTEMPTY);
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/d/e/."), -EINVAL);
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/d/e/.."), -ENOTEMPTY);
	EXPECT_EQ(fs_rmdir(NULL, "/"), -EBUSY);
	EXPECT_EQ(put("/tmp/d/e/../f", "text"), 4);
	EXPECT(holds("/tmp//d/./f", "text"));
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/d/f"), -ENOTDIR);
	EXPECT_EQ(fs_rename(NULL, "/tmp/d", NULL, "/tmp/d/e/g", 0), -EINVAL);
	EXPECT_EQ(fs_rename(NULL, "/tmp/d/e", NULL, "/tmp/d", 0), -ENOTEMPTY);
	EXPECT_EQ(fs_rename(NULL, "/tmp/d/f", NULL, "/tmp/d/e", 0), -EISDIR);
	EXPECT_EQ(fs_rename(NULL, "/tmp/d/e", NULL, "/tmp/d/f", 0), -ENOTDIR);
	EXPECT_EQ(fs_rename(NULL, "/tmp/d/f", NULL, "/tmp/d/e/f", RENAME_NOREPLACE), 0);
	EXPECT_EQ(fs_rename(NULL, "/tmp/d/e", NULL, "/tmp/e", 0), 0);
	EXPECT_EQ(fs_rename(NULL, "/tmp/e", NULL, "/tmp/d", RENAME_EXCHANGE), 0);
	EXPECT(holds("/tmp/d/f", "text"));
	EXPECT_EQ(fs_unlink(NULL, "/tmp/d/f"), 0);
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/d"), 0);
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/e"), 0);
}

KTEST(vfs_links)
{
	struct dentry *entry = NULL;

	EXPECT_EQ(put("/tmp/a", "one"), 3);
	EXPECT_EQ(path_lookup(NULL, "/tmp/a", 0, &entry), 0);
	EXPECT_EQ(fs_link(entry, NULL, "/tmp/b"), 0);
	EXPECT_EQ(fs_link(entry, NULL, "/tmp/b"), -EEXIST);
	EXPECT_EQ(entry->inode->links, 2);
	dentry_put(entry);
	EXPECT_EQ(fs_symlink(NULL, "/tmp/s", "b"), 0);
	EXPECT_EQ(fs_symlink(NULL, "/tmp/t", "/tmp/../tmp/s"), 0);
	EXPECT(holds("/tmp/t", "one"));
	EXPECT_EQ(try_open("/tmp/t", O_RDONLY | O_NOFOLLOW), -ELOOP);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/a"), 0);
	EXPECT(holds("/tmp/t", "one"));
	EXPECT_EQ(fs_unlink(NULL, "/tmp/b"), 0);
	EXPECT_EQ(try_open("/tmp/t", O_RDONLY), -ENOENT);
	EXPECT_EQ(put("/tmp/t", "two"), 3); /* creates the target of the link */
	EXPECT(holds("/tmp/b", "two"));
	EXPECT_EQ(fs_symlink(NULL, "/tmp/loop", "loop"), 0);
	EXPECT_EQ(try_open("/tmp/loop", O_RDONLY), -ELOOP);
	EXPECT_EQ(fs_symlink(NULL, "/tmp/dir", "/tmp/"), 0);
	EXPECT(holds("/tmp/dir/b", "two"));
	EXPECT_EQ(fs_unlink(NULL, "/tmp/dir/"), -ENOTDIR);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/dir"), 0);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/loop"), 0);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/s"), 0);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/t"), 0);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/b"), 0);
}

/* A file removed while it is open keeps its contents until it is closed. */
KTEST(vfs_open_and_removed)
{
	struct file *file;
	char text[8];

	EXPECT_EQ(put("/tmp/a", "still"), 5);
	EXPECT_EQ(vfs_open("/tmp/a", O_RDONLY, 0, &file), 0);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/a"), 0);
	EXPECT_EQ(file_read_at(file, text, sizeof(text), 0), 5);
	EXPECT_EQ(file->inode->links, 0);
	file_put(file);
}

KTEST(vfs_sparse_files)
{
	const uint64_t far = ((uint64_t)1 << 40) + 5;
	uint64_t pos = far;
	struct file *file;
	struct page *page;
	char text[8];
	int error;
	struct io io;

	EXPECT_EQ(vfs_open("/tmp", O_RDWR | O_TMPFILE, 0600, &file), 0);
	io_init_kernel(&io, "far", 3);
	EXPECT_EQ(file_write(file, &io, &pos), 3);
	EXPECT_EQ(file_read_at(file, text, 8, far - 2), 5);
	EXPECT_EQ(memcmp(text, "\0\0far", 5), 0);
	EXPECT_EQ(file_read_at(file, text, 8, 0), 8);
	EXPECT_EQ(file_seek(file, 0, SEEK_DATA), (int64_t)(far & ~(uint64_t)4095));
	EXPECT_EQ(file_seek(file, 0, SEEK_HOLE), 0);
	EXPECT_EQ(file_seek(file, 0, SEEK_END), (int64_t)far + 3);
	page = file_page(file, far >> 12, true, &error);
	EXPECT(page != NULL);
	((char *)page_address(page))[far & 4095] = 'F';
	page_put(page);
	EXPECT(!file_page(file, (far >> 12) + 1, true, &error) && error == -ENXIO);
	EXPECT_EQ(inode_truncate(file->inode, far + 1), 0);
	EXPECT_EQ(inode_truncate(file->inode, far + 3), 0);
	EXPECT_EQ(file_read_at(file, text, 8, far), 3);
	EXPECT_EQ(memcmp(text, "F\0\0", 3), 0);
	EXPECT_EQ(inode_truncate(file->inode, 0), 0);
	EXPECT_EQ(file->inode->pages.pages, 0);
	file_put(file);
}

/* A tmpfs refuses to grow beyond its size in pages, and reuses pages that are freed. */
KTEST(vfs_full)
{
	struct filesystem *fs = fs_current()->root->inode->fs;
	size_t most = fs->max_pages;
	uint64_t pos = 0;
	static char chunk[16384];
	struct file *file;
	struct io io;

	EXPECT_EQ(vfs_open("/tmp/big", O_RDWR | O_CREAT, 0600, &file), 0);
	fs->max_pages = fs->used_pages + 2;
	io_init_kernel(&io, chunk, sizeof(chunk));
	EXPECT_EQ(file_write(file, &io, &pos), 8192);
	io_init_kernel(&io, chunk, sizeof(chunk));
	EXPECT_EQ(file_write(file, &io, &pos), -ENOSPC);
	fs->max_pages = most;
	file_put(file);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/big"), 0);
}

KTEST(vfs_descriptors)
{
	struct files *files = files_create(), *copy;
	struct file *file;

	EXPECT_EQ(vfs_open("/dev/null", O_RDWR, 0, &file), 0);
	EXPECT_EQ(files_add(files, file_get(file), false), 0);
	EXPECT_EQ(files_replace(files, 700, file, true), 700);
	EXPECT_EQ(files_replace(files, 5000, file, true), -EBADF);
	EXPECT_EQ(files_add(files, file_get(file), false), 1);
	EXPECT_EQ(files_reserve(files, 700, false), 701);
	files_release(files, 701);
	copy = files_clone(files);
	files_close_on_exec(copy);
	EXPECT(!files_find(copy, 700));
	EXPECT(files_remove(files, 0) == file);
	file_put(file);
	EXPECT_EQ(files_reserve(files, 0, false), 0);
	EXPECT(files_find(copy, 0) == file);
	file_put(file);
	EXPECT_EQ(file->refs.v, 5);
	files_put(files);
	files_put(copy);
	file_put(file);
}

/* Shared memory does not depend on the root of the process, which may be unable to hold files. */
KTEST(vfs_memory_chroot)
{
	struct dentry *root = dentry_get(fs_current()->root), *proc;
	struct file *file;
	char text[4] = "";

	EXPECT_EQ(path_lookup(NULL, "/proc", WALK_FOLLOW, &proc), 0);
	fs_context_set_root(fs_current(), proc);
	dentry_put(proc);
	EXPECT_EQ(memory_file_create(4096, &file), 0);
	EXPECT_EQ(file_read_at(file, text, 4, 0), 4);
	file_put(file);
	EXPECT_EQ(fs_open_memory("name", 0600, 0, &file), 0);
	file_put(file);
	fs_context_set_root(fs_current(), root);
	dentry_put(root);
}

/* Unmounting removes the file system; an open file keeps its pages until it is closed. */
KTEST(vfs_mount_goes)
{
	static char chunk[4096];
	struct dentry *point, *root;
	struct file *file;
	struct io io;
	uint64_t pos = 0;

	EXPECT_EQ(fs_mkdir(NULL, "/tmp/point", 0755), 0);
	EXPECT_EQ(path_lookup(NULL, "/tmp/point", 0, &point), 0);
	EXPECT_EQ(fs_mount_type("tmpfs", "test", 0, "size=1m", point), 0);
	EXPECT_EQ(fs_mkdir(NULL, "/tmp/point/a", 0755), 0);
	EXPECT_EQ(fs_mkdir(NULL, "/tmp/point/a/b", 0755), 0);
	EXPECT_EQ(vfs_open("/tmp/point/a/b/file", O_RDWR | O_CREAT, 0600, &file), 0);
	io_init_kernel(&io, chunk, sizeof(chunk));
	EXPECT_EQ(file_write(file, &io, &pos), sizeof(chunk));
	EXPECT_EQ(path_lookup(NULL, "/tmp/point", 0, &root), 0);
	EXPECT(root != point);
	EXPECT_EQ(fs_unmount(root, true), 0);
	EXPECT_EQ(fs_unmount(root, true), -EINVAL);
	dentry_put(root);
	EXPECT_EQ(file_read_at(file, chunk, sizeof(chunk), 0), sizeof(chunk));
	file_put(file);
	dentry_put(point);
	EXPECT_EQ(fs_rmdir(NULL, "/tmp/point"), 0);
}
