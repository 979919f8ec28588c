/* SPDX-License-Identifier: MIT */
/*
 * Names: directories, links, renames, the current directory.
 */
#include <fs/upcalls.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>

#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define CWD ((unsigned long)AT_FDCWD)

/* For system calls on one path: call `work` with the path at `user` and the directory `dirfd`. */
typedef int name_work(struct dentry *base, const char *path, unsigned long arg0,
	unsigned long arg1);

static int with_path(unsigned long dirfd, uintptr_t user, name_work *work, unsigned long arg0,
	unsigned long arg1)
{
	struct user_path path;
	struct dentry *base;
	int error = user_path_get(&path, user);

	if (error)
		return error;
	error = path.text[0] ? dirfd_base(dirfd, path.text, &base) : -ENOENT;
	if (!error) {
		error = work(base, path.text, arg0, arg1);
		dentry_put(base);
	}
	user_path_put(&path);
	return error;
}

static int work_mkdir(struct dentry *base, const char *path, unsigned long mode, unsigned long none)
{
	return fs_mkdir(base, path, (uint32_t)mode);
}

SYSCALL(mkdir)
{
	return with_path(CWD, a0, work_mkdir, a1, 0);
}

SYSCALL(mkdirat)
{
	return with_path(a0, a1, work_mkdir, a2, 0);
}

static int work_mknod(struct dentry *base, const char *path, unsigned long mode, unsigned long dev)
{
	return fs_mknod(base, path, (uint32_t)mode, (uint32_t)dev);
}

static long make_node(unsigned long dirfd, uintptr_t user, uint32_t mode, unsigned long dev)
{
	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	if (S_ISDIR(mode))
		return -EPERM;
	if (!S_ISREG(mode) && !S_ISCHR(mode) && !S_ISFIFO(mode) && !S_ISSOCK(mode) &&
		(mode & S_IFMT) != S_IFBLK)
		return -EINVAL;
	if ((S_ISCHR(mode) || (mode & S_IFMT) == S_IFBLK) && process_fsuid())
		return -EPERM;
	return with_path(dirfd, user, work_mknod, mode & (S_IFMT | 07777), dev);
}

SYSCALL(mknod)
{
	return make_node(CWD, a0, (uint32_t)a1, a2);
}

SYSCALL(mknodat)
{
	return make_node(a0, a1, (uint32_t)a2, a3);
}

static int work_rmdir(struct dentry *base, const char *path, unsigned long arg0, unsigned long arg1)
{
	return fs_rmdir(base, path);
}

static int work_unlink(struct dentry *base, const char *path, unsigned long arg0,
	unsigned long arg1)
{
	return fs_unlink(base, path);
}

SYSCALL(rmdir)
{
	return with_path(CWD, a0, work_rmdir, 0, 0);
}

SYSCALL(unlink)
{
	return with_path(CWD, a0, work_unlink, 0, 0);
}

SYSCALL(unlinkat)
{
	if (a2 & ~(unsigned long)AT_REMOVEDIR)
		return -EINVAL;
	return with_path(a0, a1, a2 ? work_rmdir : work_unlink, 0, 0);
}

/* `text`: kernel address of the link's text. */
static int work_symlink(struct dentry *base, const char *path, unsigned long text,
	unsigned long none)
{
	return fs_symlink(base, path, (const char *)text);
}

static long make_symlink(uintptr_t user_text, unsigned long dirfd, uintptr_t user)
{
	struct user_path text;
	int error = user_path_get(&text, user_text);

	if (error)
		return error;
	error = with_path(dirfd, user, work_symlink, (unsigned long)text.text, 0);
	user_path_put(&text);
	return error;
}

SYSCALL(symlink)
{
	return make_symlink(a0, CWD, a1);
}

SYSCALL(symlinkat)
{
	return make_symlink(a0, a1, a2);
}

/* `old`: kernel address of the dentry to link to. */
static int work_link(struct dentry *base, const char *path, unsigned long old, unsigned long none)
{
	return fs_link((struct dentry *)old, base, path);
}

static long make_link(unsigned long old_dirfd, uintptr_t old_user, unsigned long dirfd,
	uintptr_t user, unsigned long flags)
{
	struct dentry *old;
	int error;

	if (flags & ~(unsigned long)(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	error = user_lookup(old_dirfd, old_user,
		(flags & AT_SYMLINK_FOLLOW ? WALK_FOLLOW : 0) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
		&old);
	if (error)
		return error;
	error = with_path(dirfd, user, work_link, (unsigned long)old, 0);
	dentry_put(old);
	return error;
}

SYSCALL(link)
{
	return make_link(CWD, a0, CWD, a1, 0);
}

SYSCALL(linkat)
{
	return make_link(a0, a1, a2, a3, a4);
}

static long do_rename(unsigned long old_dirfd, uintptr_t old_user, unsigned long new_dirfd,
	uintptr_t new_user, unsigned flags)
{
	struct dentry *old_base = NULL, *new_base = NULL;
	struct user_path old, new;
	int error;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE) ||
		flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	error = user_path_get(&old, old_user);
	if (error)
		return error;
	error = user_path_get(&new, new_user);
	if (error)
		goto out_old;
	error = dirfd_base(old_dirfd, old.text, &old_base);
	if (!error)
		error = dirfd_base(new_dirfd, new.text, &new_base);
	if (!error)
		error = fs_rename(old_base, old.text, new_base, new.text, flags);
	dentry_put(old_base);
	dentry_put(new_base);
	user_path_put(&new);
out_old:
	user_path_put(&old);
	return error;
}

SYSCALL(rename)
{
	return do_rename(CWD, a0, CWD, a1, 0);
}

SYSCALL(renameat)
{
	return do_rename(a0, a1, a2, a3, 0);
}

SYSCALL(renameat2)
{
	return do_rename(a0, a1, a2, a3, (unsigned)a4);
}

static long do_readlink(unsigned long dirfd, uintptr_t user, uintptr_t buffer, int size)
{
	struct inode *inode;
	char *text;
	long length;

	if (size <= 0)
		return -EINVAL;
	length = user_inode(dirfd, user, WALK_EMPTY, &inode);
	if (length)
		return length;
	text = kmalloc(PATH_MAX);
	if (!text) {
		length = -ENOMEM;
	} else if (!S_ISLNK(inode->mode)) {
		char first = 1;

		copy_from_user(&first, user, 1);
		length = first ? -EINVAL : -ENOENT;
	} else {
		length = inode->ops->readlink(inode, text);
		length = MIN(length, (long)size);
		if (length > 0 && copy_to_user(buffer, text, (size_t)length))
			length = -EFAULT;
	}
	kfree(text);
	inode_put(inode);
	return length;
}

SYSCALL(readlink)
{
	return do_readlink(CWD, a0, a1, (int)a2);
}

SYSCALL(readlinkat)
{
	return do_readlink(a0, a1, a2, (int)a3);
}

SYSCALL(getcwd)
{
	char *buffer = kmalloc(PATH_MAX), *path;
	long result = -ENOMEM;
	size_t size;

	if (!buffer)
		return -ENOMEM;
	tree_lock();
	if (!dentry_is_linked(fs_current()->cwd)) {
		result = -ENOENT;
		path = NULL;
	} else {
		path = dentry_path(fs_current()->cwd, buffer, PATH_MAX);
		result = path ? 0 : -ENAMETOOLONG;
	}
	tree_unlock();
	if (path) {
		size = strlen(path) + 1;
		result = size > a1 ? -ERANGE : copy_to_user(a0, path, size) ? -EFAULT : (long)size;
	}
	kfree(buffer);
	return result;
}

/* May the current process make it its directory or root? 0, -ENOTDIR or -EACCES. */
static int may_enter(const struct inode *inode)
{
	return S_ISDIR(inode->mode) ? inode_permission(inode, MAY_EXEC) : -ENOTDIR;
}

SYSCALL(chdir)
{
	struct dentry *dentry;
	int error = user_lookup(CWD, a0, WALK_FOLLOW, &dentry);

	if (error)
		return error;
	error = may_enter(dentry->inode);
	if (!error)
		fs_context_set_cwd(fs_current(), dentry);
	dentry_put(dentry);
	return error;
}

SYSCALL(fchdir)
{
	struct file *file = fd_file_any(a0);
	int error;

	if (!file)
		return -EBADF;
	error = may_enter(file->inode);
	if (!error)
		fs_context_set_cwd(fs_current(), file->dentry);
	file_put(file);
	return error;
}

SYSCALL(chroot)
{
	struct dentry *dentry;
	int error = user_lookup(CWD, a0, WALK_FOLLOW, &dentry);

	if (error)
		return error;
	error = may_enter(dentry->inode);
	if (!error && process_fsuid())
		error = -EPERM;
	if (!error)
		fs_context_set_root(fs_current(), dentry);
	dentry_put(dentry);
	return error;
}

SYSCALL(umask)
{
	struct fs_context *fs = fs_current();

	return (long)__atomic_exchange_n(&fs->umask, (unsigned)a0 & 0777, __ATOMIC_RELAXED);
}

/* --- Reading directories --- */

/* Collects records in a kernel buffer; they are copied out once the tree lock is released. */
struct record_sink {
	struct dir_sink sink;
	char *buffer;
	size_t size, used;
	bool is64;
	bool full; /* an entry did not fit */
};

struct dirent64 {
	uint64_t ino;
	int64_t next;
	uint16_t length;
	uint8_t type;
	char name[];
} __attribute__((packed));

struct dirent_long {
	unsigned long ino;
	unsigned long next;
	uint16_t length;
	char name[]; /* ended by NUL; the record's last byte is the type */
} __attribute__((packed));

static bool add_record(struct dir_sink *sink, const char *name, size_t length, uint64_t ino,
	uint32_t mode, uint64_t next_pos)
{
	struct record_sink *records = container_of(sink, struct record_sink, sink);
	size_t header = records->is64 ? sizeof(struct dirent64) : sizeof(struct dirent_long);
	size_t size = ALIGN_UP(header + length + (records->is64 ? 1 : 2),
		records->is64 ? sizeof(uint64_t) : sizeof(long));
	char *at = records->buffer + records->used;

	if (size > records->size - records->used) {
		records->full = true;
		return false;
	}
	memset(at, 0, size);
	memcpy(at + header, name, length);
	if (records->is64) {
		*(struct dirent64 *)at = (struct dirent64){
			.ino = ino,
			.next = (int64_t)next_pos,
			.length = (uint16_t)size,
			.type = (uint8_t)(mode >> 12 & 15),
		};
	} else {
		*(struct dirent_long *)at = (struct dirent_long){
			.ino = (unsigned long)ino,
			.next = (unsigned long)next_pos,
			.length = (uint16_t)size,
		};
		at[size - 1] = (char)(mode >> 12 & 15);
	}
	records->used += size;
	return true;
}

static long get_records(struct file *file, struct record_sink *records, uintptr_t user)
{
	uint64_t pos;
	long result;

	mutex_lock(&file->pos_lock);
	tree_lock();
	pos = file->pos;
	result = file->ops->readdir(file, &records->sink, &pos);
	tree_unlock();
	if (!result && records->used == 0 && records->full)
		result = -EINVAL;
	if (!result && records->used && copy_to_user(user, records->buffer, records->used))
		result = -EFAULT;
	if (!result) {
		file->pos = pos;
		result = (long)records->used;
	}
	mutex_unlock(&file->pos_lock);
	return result;
}

static long get_dirents(unsigned long fd, uintptr_t user, unsigned size, bool is64)
{
	unsigned room = MIN(size, 32768u);
	struct record_sink records = {.sink.add = add_record, .size = room, .is64 = is64};
	struct file *file = fd_file(fd);
	long result;

	if (!file)
		return -EBADF;
	if (!file->ops->readdir) {
		result = -ENOTDIR;
	} else {
		records.buffer = kmalloc(MAX(records.size, (size_t)1));
		result = records.buffer ? get_records(file, &records, user) : -ENOMEM;
		kfree(records.buffer);
	}
	file_put(file);
	return result;
}

SYSCALL(getdents64)
{
	return get_dirents(a0, a1, (unsigned)a2, true);
}

SYSCALL(getdents)
{
	return get_dirents(a0, a1, (unsigned)a2, false);
}
