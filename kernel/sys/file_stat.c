/* SPDX-License-Identifier: MIT */
/*
 * Attributes of files and file systems: the stat and statfs families, access(2).
 */
#include <arch/abi.h>
#include <fs/upcalls.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>

#include <lib/string.h>
#include <uapi/errno.h>

#define CWD        ((unsigned long)AT_FDCWD)
#define NS_PER_SEC ((int64_t)1000000000)

struct stat_time {
	int64_t sec;
	uint32_t nsec;
};

static struct stat_time time_of(int64_t ns)
{
	int64_t sec = ns / NS_PER_SEC, rest = ns % NS_PER_SEC;

	return rest < 0 ? (struct stat_time){sec - 1, (uint32_t)(rest + NS_PER_SEC)}
			: (struct stat_time){sec, (uint32_t)rest};
}

/* The size in bytes, and *blocks of 512 bytes, that stat() shows. */
static uint64_t size_of(struct inode *inode, uint64_t *blocks)
{
	*blocks = 0;
	if (S_ISDIR(inode->mode))
		return inode->fs->ops->create ? 40 + 20 * (uint64_t)inode->dir.entries : 0;
	if (S_ISLNK(inode->mode))
		return inode->fs->ops->create && inode->symlink ? strlen(inode->symlink) : 0;
	if (!S_ISREG(inode->mode) || !inode->file_ops || !inode->file_ops->page)
		return 0;
	*blocks = (uint64_t)inode->pages.pages * (PAGE_SIZE / 512);
	return page_cache_size(&inode->pages);
}

static int stat_put(struct inode *inode, uintptr_t user)
{
	struct stat_time atime = time_of(inode->atime_ns), mtime = time_of(inode->mtime_ns);
	struct stat_time ctime = time_of(inode->ctime_ns);
	uint64_t blocks, size = size_of(inode, &blocks);
	struct linux_stat out;

	memset(&out, 0, sizeof(out));
	out.st_dev = inode->fs->dev;
	out.st_ino = (unsigned long)inode->ino;
	out.st_mode = (__typeof__(out.st_mode))inode->mode;
	out.st_nlink = (__typeof__(out.st_nlink))inode->links;
	out.st_uid = (__typeof__(out.st_uid))inode->uid;
	out.st_gid = (__typeof__(out.st_gid))inode->gid;
	out.st_rdev = inode->rdev;
	out.st_size = (__typeof__(out.st_size))size;
	out.st_blksize = PAGE_SIZE;
	out.st_blocks = (__typeof__(out.st_blocks))blocks;
	out.st_atime = (__typeof__(out.st_atime))atime.sec;
	out.st_atime_nsec = atime.nsec;
	out.st_mtime = (__typeof__(out.st_mtime))mtime.sec;
	out.st_mtime_nsec = mtime.nsec;
	out.st_ctime = (__typeof__(out.st_ctime))ctime.sec;
	out.st_ctime_nsec = ctime.nsec;
	if (size > __LONG_MAX__)
		return -EOVERFLOW;
	return copy_to_user(user, &out, sizeof(out)) ? -EFAULT : 0;
}

static int stat64_put(struct inode *inode, uintptr_t user)
{
	struct stat_time atime = time_of(inode->atime_ns), mtime = time_of(inode->mtime_ns);
	struct stat_time ctime = time_of(inode->ctime_ns);
	uint64_t blocks, size = size_of(inode, &blocks);
	struct linux_stat64 out = {
		.st_dev = inode->fs->dev,
		.st_ino_low = (uint32_t)inode->ino,
		.st_mode = inode->mode,
		.st_nlink = inode->links,
		.st_uid = inode->uid,
		.st_gid = inode->gid,
		.st_rdev = inode->rdev,
		.st_size = (int64_t)size,
		.st_blksize = PAGE_SIZE,
		.st_blocks = blocks,
		.st_atime = (uint32_t)atime.sec,
		.st_atime_nsec = atime.nsec,
		.st_mtime = (uint32_t)mtime.sec,
		.st_mtime_nsec = mtime.nsec,
		.st_ctime = (uint32_t)ctime.sec,
		.st_ctime_nsec = ctime.nsec,
		.st_ino = inode->ino,
	};

	return copy_to_user(user, &out, sizeof(out)) ? -EFAULT : 0;
}

typedef int stat_writer(struct inode *inode, uintptr_t user);

static long stat_path(unsigned long dirfd, uintptr_t path, unsigned flags, uintptr_t user,
	stat_writer *put)
{
	struct inode *inode;
	int error;

	if (flags & ~(unsigned)(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	error = user_inode(dirfd, path,
		(flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
		&inode);
	if (error)
		return error;
	error = put(inode, user);
	inode_put(inode);
	return error;
}

static long stat_fd(unsigned long fd, uintptr_t user, stat_writer *put)
{
	struct file *file = fd_file_any(fd);
	int error;

	if (!file)
		return -EBADF;
	error = put(file->inode, user);
	file_put(file);
	return error;
}

SYSCALL(stat)
{
	return stat_path(CWD, a0, 0, a1, stat_put);
}

SYSCALL(lstat)
{
	return stat_path(CWD, a0, AT_SYMLINK_NOFOLLOW, a1, stat_put);
}

SYSCALL(fstat)
{
	return stat_fd(a0, a1, stat_put);
}

SYSCALL(newfstatat)
{
	return stat_path(a0, a1, (unsigned)a3, a2, stat_put);
}

SYSCALL(stat64)
{
	return stat_path(CWD, a0, 0, a1, stat64_put);
}

SYSCALL(lstat64)
{
	return stat_path(CWD, a0, AT_SYMLINK_NOFOLLOW, a1, stat64_put);
}

SYSCALL(fstat64)
{
	return stat_fd(a0, a1, stat64_put);
}

SYSCALL(fstatat64)
{
	return stat_path(a0, a1, (unsigned)a3, a2, stat64_put);
}

static struct linux_statx_time statx_time(int64_t ns)
{
	struct stat_time time = time_of(ns);

	return (struct linux_statx_time){.tv_sec = time.sec, .tv_nsec = time.nsec};
}

static int statx_put(struct inode *inode, uintptr_t user)
{
	uint64_t blocks, size = size_of(inode, &blocks);
	struct linux_statx out = {
		.stx_mask = STATX_BASIC_STATS,
		.stx_blksize = PAGE_SIZE,
		.stx_nlink = inode->links,
		.stx_uid = inode->uid,
		.stx_gid = inode->gid,
		.stx_mode = (uint16_t)inode->mode,
		.stx_ino = inode->ino,
		.stx_size = size,
		.stx_blocks = blocks,
		.stx_atime = statx_time(inode->atime_ns),
		.stx_ctime = statx_time(inode->ctime_ns),
		.stx_mtime = statx_time(inode->mtime_ns),
		.stx_rdev_major = DEV_MAJOR(inode->rdev),
		.stx_rdev_minor = DEV_MINOR(inode->rdev),
		.stx_dev_major = DEV_MAJOR(inode->fs->dev),
		.stx_dev_minor = DEV_MINOR(inode->fs->dev),
	};

	return copy_to_user(user, &out, sizeof(out)) ? -EFAULT : 0;
}

SYSCALL(statx)
{
	if (a3 & STATX_RESERVED || (a2 & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	return stat_path(a0, a1, (unsigned)a2 & ~(unsigned)AT_STATX_SYNC_TYPE, a4, statx_put);
}

/* --- access --- */

static long do_access(unsigned long dirfd, uintptr_t path, unsigned mode, unsigned flags)
{
	struct inode *inode;
	int error;

	if (mode & ~7u || flags & ~(unsigned)(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	process_use_real_ids(!(flags & AT_EACCESS));
	error = user_inode(dirfd, path,
		(flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
		&inode);
	if (!error) {
		error = inode_permission(inode, mode); /* R_OK, W_OK, X_OK are MAY_* */
		inode_put(inode);
	}
	process_use_real_ids(false);
	return error;
}

SYSCALL(access)
{
	return do_access(CWD, a0, (unsigned)a1, 0);
}

SYSCALL(faccessat)
{
	return do_access(a0, a1, (unsigned)a2, 0);
}

SYSCALL(faccessat2)
{
	return do_access(a0, a1, (unsigned)a2, (unsigned)a3);
}

/* --- statfs --- */

/* Blocks are pages of memory. Only pages of `fs` itself count as used. */
static void statfs_fill(const struct filesystem *fs, struct linux_statfs *out)
{
	size_t used = MIN(READ_ONCE(fs->used_pages), fs->max_pages);

	*out = (struct linux_statfs){
		.f_type = (long)fs->magic,
		.f_bsize = PAGE_SIZE,
		.f_blocks = fs->max_pages,
		.f_bfree = fs->max_pages - used,
		.f_bavail = fs->max_pages - used,
		.f_fsid = {(int)fs->dev, 0},
		.f_namelen = NAME_MAX,
		.f_frsize = PAGE_SIZE,
		.f_flags = 0x20, /* ST_VALID */
	};
}

static long statfs_put(const struct filesystem *fs, uintptr_t user)
{
	struct linux_statfs out;

	statfs_fill(fs, &out);
	return copy_to_user(user, &out, sizeof(out)) ? -EFAULT : 0;
}

static long statfs64_put(const struct filesystem *fs, uintptr_t user)
{
	struct linux_statfs words;
	struct linux_statfs64 out;

	statfs_fill(fs, &words);
	out = (struct linux_statfs64){
		.f_type = (uint32_t)words.f_type,
		.f_bsize = (uint32_t)words.f_bsize,
		.f_blocks = words.f_blocks,
		.f_bfree = words.f_bfree,
		.f_bavail = words.f_bavail,
		.f_fsid = {words.f_fsid[0], 0},
		.f_namelen = (uint32_t)words.f_namelen,
		.f_frsize = (uint32_t)words.f_frsize,
		.f_flags = (uint32_t)words.f_flags,
	};
	return copy_to_user(user, &out, sizeof(out)) ? -EFAULT : 0;
}

static long statfs_path(uintptr_t path, uintptr_t user,
	long (*put)(const struct filesystem *fs, uintptr_t user))
{
	struct inode *inode;
	long result = user_inode(CWD, path, WALK_FOLLOW, &inode);

	if (result)
		return result;
	result = put(inode->fs, user);
	inode_put(inode);
	return result;
}

static long statfs_fd(unsigned long fd, uintptr_t user,
	long (*put)(const struct filesystem *fs, uintptr_t user))
{
	struct file *file = fd_file_any(fd);
	long result;

	if (!file)
		return -EBADF;
	result = put(file->inode->fs, user);
	file_put(file);
	return result;
}

SYSCALL(statfs)
{
	return statfs_path(a0, a1, statfs_put);
}

SYSCALL(fstatfs)
{
	return statfs_fd(a0, a1, statfs_put);
}

SYSCALL(statfs64)
{
	if (a1 != sizeof(struct linux_statfs64))
		return -EINVAL;
	return statfs_path(a0, a2, statfs64_put);
}

SYSCALL(fstatfs64)
{
	if (a1 != sizeof(struct linux_statfs64))
		return -EINVAL;
	return statfs_fd(a0, a2, statfs64_put);
}
