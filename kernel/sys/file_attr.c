/* SPDX-License-Identifier: MIT */
/*
 * Changing attributes of files: mode, owner, times, size.
 */
#include <fs/upcalls.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>

#include <uapi/errno.h>
#include <uapi/time.h>

#define CWD        ((unsigned long)AT_FDCWD)
#define NS_PER_SEC ((int64_t)1000000000)

/* The inode of a descriptor, with a reference; NULL (EBADF): there is none, or it is O_PATH. */
static struct inode *fd_inode(unsigned long fd)
{
	struct file *file = fd_file(fd);
	struct inode *inode;

	if (!file)
		return NULL;
	inode = inode_get(file->inode);
	file_put(file);
	return inode;
}

/* Takes over the reference to `inode`. */
static int set_mode(struct inode *inode, uint32_t mode)
{
	int error = 0;

	mutex_lock(&inode->lock);
	if (inode_is_read_only(inode))
		error = -EROFS;
	else if (S_ISLNK(inode->mode))
		error = -EOPNOTSUPP;
	else if (!inode_is_owned(inode))
		error = -EPERM;
	else if (inode->seals & F_SEAL_EXEC && (inode->mode ^ mode) & 0111)
		error = -EPERM;
	else
		inode->mode = (inode->mode & S_IFMT) | (mode & 07777);
	/* Only members of the file's group, and root, may set S_ISGID. */
	if (!error && process_fsuid() && !process_in_group(inode->gid))
		inode->mode &= ~(uint32_t)S_ISGID;
	inode_changed(inode);
	mutex_unlock(&inode->lock);
	inode_put(inode);
	return error;
}

static long chmod_path(unsigned long dirfd, uintptr_t path, uint32_t mode, unsigned flags)
{
	struct inode *inode;
	int error;

	if (flags & ~(unsigned)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	error = user_inode(dirfd, path,
		(flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
		&inode);
	return error ? error : set_mode(inode, mode);
}

SYSCALL(chmod)
{
	return chmod_path(CWD, a0, (uint32_t)a1, 0);
}

SYSCALL(fchmodat)
{
	return chmod_path(a0, a1, (uint32_t)a2, 0);
}

SYSCALL(fchmodat2)
{
	return chmod_path(a0, a1, (uint32_t)a2, (unsigned)a3);
}

SYSCALL(fchmod)
{
	struct inode *inode = fd_inode(a0);

	return inode ? set_mode(inode, (uint32_t)a1) : -EBADF;
}

/* Set the owner and group; an id of -1 is left unchanged. Takes over the reference to `inode`. */
static int set_owner(struct inode *inode, uint32_t uid, uint32_t gid)
{
	uint32_t own = process_fsuid();
	int error = 0;

	mutex_lock(&inode->lock);
	if (inode_is_read_only(inode))
		error = -EROFS;
	else if (own && ((uid != (uint32_t)-1 && (uid != inode->uid || own != uid)) ||
				(gid != (uint32_t)-1 &&
					(own != inode->uid ||
						(!process_in_group(gid) && gid != inode->gid)))))
		error = -EPERM;
	if (!error) {
		if (uid != (uint32_t)-1)
			inode->uid = uid;
		if (gid != (uint32_t)-1)
			inode->gid = gid;
		if (!S_ISDIR(inode->mode)) {
			inode->mode &= ~(uint32_t)S_ISUID;
			if (inode->mode & S_IXGRP)
				inode->mode &= ~(uint32_t)S_ISGID;
		}
		inode_changed(inode);
	}
	mutex_unlock(&inode->lock);
	inode_put(inode);
	return error;
}

static long chown_path(unsigned long dirfd, uintptr_t path, unsigned long uid, unsigned long gid,
	unsigned flags)
{
	struct inode *inode;
	int error;

	if (flags & ~(unsigned)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	error = user_inode(dirfd, path,
		(flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
		&inode);
	return error ? error : set_owner(inode, (uint32_t)uid, (uint32_t)gid);
}

SYSCALL(chown)
{
	return chown_path(CWD, a0, a1, a2, 0);
}

SYSCALL(lchown)
{
	return chown_path(CWD, a0, a1, a2, AT_SYMLINK_NOFOLLOW);
}

SYSCALL(fchownat)
{
	return chown_path(a0, a1, a2, a3, (unsigned)a4);
}

SYSCALL(fchown)
{
	struct inode *inode = fd_inode(a0);

	return inode ? set_owner(inode, (uint32_t)a1, (uint32_t)a2) : -EBADF;
}

/* --- Times --- */

#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

/* The times to set; tv_nsec may be UTIME_NOW or UTIME_OMIT. */
struct time_pair {
	struct linux_timespec64 atime, mtime;
};

static bool is_special(int64_t nsec)
{
	return nsec == UTIME_NOW || nsec == UTIME_OMIT;
}

/* Takes over the reference to `inode`. */
static int set_times(struct inode *inode, const struct time_pair *times)
{
	bool now = times->atime.tv_nsec == UTIME_NOW && times->mtime.tv_nsec == UTIME_NOW;
	int error = 0;

	mutex_lock(&inode->lock);
	if (inode_is_read_only(inode))
		error = -EROFS;
	else if (!inode_is_owned(inode))
		error = now ? inode_permission(inode, MAY_WRITE) : -EPERM;
	if (!error) {
		int64_t current = fs_now_ns();

		if (times->atime.tv_nsec == UTIME_NOW)
			inode->atime_ns = current;
		else if (times->atime.tv_nsec != UTIME_OMIT)
			inode->atime_ns = times->atime.tv_sec * NS_PER_SEC + times->atime.tv_nsec;
		if (times->mtime.tv_nsec == UTIME_NOW)
			inode->mtime_ns = current;
		else if (times->mtime.tv_nsec != UTIME_OMIT)
			inode->mtime_ns = times->mtime.tv_sec * NS_PER_SEC + times->mtime.tv_nsec;
		inode_changed(inode);
	}
	mutex_unlock(&inode->lock);
	inode_put(inode);
	return error;
}

/* Without a path: the descriptor's own file. */
static long utime_path(unsigned long dirfd, uintptr_t path, const struct time_pair *times,
	unsigned flags)
{
	struct inode *inode;
	int error;

	if (times->atime.tv_nsec == UTIME_OMIT && times->mtime.tv_nsec == UTIME_OMIT)
		return 0;
	if (flags & ~(unsigned)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!path && (int)dirfd != AT_FDCWD) {
		if (flags)
			return -EINVAL;
		inode = fd_inode(dirfd);
		return inode ? set_times(inode, times) : -EBADF;
	}
	error = user_inode(dirfd, path,
		(flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
		&inode);
	return error ? error : set_times(inode, times);
}

/* Read two times. `scale`: nanoseconds per unit of the second field. `user` 0: both are now. 0,
 * -EFAULT or -EINVAL. */
static int times_get(uintptr_t user, bool is64, int64_t scale, struct time_pair *times)
{
	struct linux_timespec_long words[2];

	*times = (struct time_pair){{0, UTIME_NOW}, {0, UTIME_NOW}};
	if (!user)
		return 0;
	if (is64) {
		if (copy_from_user(times, user, sizeof(*times)))
			return -EFAULT;
	} else {
		if (copy_from_user(words, user, sizeof(words)))
			return -EFAULT;
		times->atime = (struct linux_timespec64){words[0].tv_sec, words[0].tv_nsec};
		times->mtime = (struct linux_timespec64){words[1].tv_sec, words[1].tv_nsec};
	}
	for (int i = 0; i < 2; i++) {
		int64_t *part = i ? &times->mtime.tv_nsec : &times->atime.tv_nsec;

		if (scale == 1 && is_special(*part))
			continue;
		if (*part < 0 || *part >= NS_PER_SEC / scale)
			return -EINVAL;
		*part *= scale;
	}
	return 0;
}

SYSCALL(utimensat)
{
	struct time_pair times;
	int error = times_get(a2, false, 1, &times);

	return error ? error : utime_path(a0, a1, &times, (unsigned)a3);
}

SYSCALL(utimensat_time64)
{
	struct time_pair times;
	int error = times_get(a2, true, 1, &times);

	return error ? error : utime_path(a0, a1, &times, (unsigned)a3);
}

SYSCALL(futimesat)
{
	struct time_pair times;
	int error = times_get(a2, false, 1000, &times);

	return error ? error : utime_path(a0, a1, &times, 0);
}

SYSCALL(utimes)
{
	struct time_pair times;
	int error = times_get(a1, false, 1000, &times);

	return error ? error : utime_path(CWD, a0, &times, 0);
}

SYSCALL(utime)
{
	struct time_pair times = {{0, UTIME_NOW}, {0, UTIME_NOW}};
	long seconds[2];

	if (a1) {
		if (copy_from_user(seconds, a1, sizeof(seconds)))
			return -EFAULT;
		times = (struct time_pair){{seconds[0], 0}, {seconds[1], 0}};
	}
	return utime_path(CWD, a0, &times, 0);
}

/* --- Sizes --- */

static int64_t pair(unsigned long low, unsigned long high)
{
	return (int64_t)((uint64_t)(uint32_t)high << 32 | (uint32_t)low);
}

static long truncate_path(uintptr_t path, int64_t size)
{
	struct inode *inode;
	int error;

	if (size < 0)
		return -EINVAL;
	error = user_inode(CWD, path, WALK_FOLLOW, &inode);
	if (error)
		return error;
	if (S_ISDIR(inode->mode))
		error = -EISDIR;
	else if (!S_ISREG(inode->mode))
		error = -EINVAL;
	else
		error = inode_permission(inode, MAY_WRITE);
	if (!error)
		error = inode_truncate(inode, (uint64_t)size);
	inode_put(inode);
	return error;
}

static long truncate_fd(unsigned long fd, int64_t size)
{
	struct file *file;
	int error;

	if (size < 0)
		return -EINVAL;
	file = fd_file(fd);
	if (!file)
		return -EBADF;
	if (!S_ISREG(file->inode->mode) || !(file->mode & FILE_WRITE))
		error = -EINVAL;
	else
		error = inode_truncate(file->inode, (uint64_t)size);
	file_put(file);
	return error;
}

SYSCALL(truncate)
{
	return truncate_path(a0, (long)a1);
}

SYSCALL(ftruncate)
{
	return truncate_fd(a0, (long)a1);
}

SYSCALL(truncate64)
{
	return truncate_path(a0, pair(a1, a2));
}

SYSCALL(ftruncate64)
{
	return truncate_fd(a0, pair(a1, a2));
}

#define FALLOC_KEEP_SIZE  1u
#define FALLOC_PUNCH_HOLE 2u
#define FALLOC_KNOWN      0x7fu

/* Allocate space for bytes [start, end), or (FALLOC_PUNCH_HOLE) make a hole. */
static int allocate_in(struct inode *inode, unsigned mode, uint64_t start, uint64_t end)
{
	bool punch = mode & FALLOC_PUNCH_HOLE;
	int error = inode_allocate(inode, start, end, punch);

	if (!error && !(mode & FALLOC_KEEP_SIZE) && end > page_cache_size(&inode->pages))
		error = inode_truncate(inode, end);
	return error;
}

static long allocate(unsigned long fd, unsigned mode, int64_t offset, int64_t length)
{
	struct file *file = fd_file(fd);
	long error = 0;

	if (!file)
		return -EBADF;
	if (offset < 0 || length <= 0)
		error = -EINVAL;
	else if (mode & ~FALLOC_KNOWN || (mode & FALLOC_PUNCH_HOLE && !(mode & FALLOC_KEEP_SIZE)))
		error = -EOPNOTSUPP;
	else if (!(file->mode & FILE_WRITE))
		error = -EBADF;
	else if (S_ISFIFO(file->inode->mode))
		error = -ESPIPE;
	else if (S_ISDIR(file->inode->mode))
		error = -EISDIR;
	else if (!S_ISREG(file->inode->mode))
		error = -ENODEV;
	else if (offset > INT64_MAX - length)
		error = -EFBIG;
	else if (mode & ~(FALLOC_KEEP_SIZE | FALLOC_PUNCH_HOLE))
		error = -EOPNOTSUPP;
	else
		error = allocate_in(file->inode, mode, (uint64_t)offset,
			(uint64_t)(offset + length));
	file_put(file);
	return error;
}

SYSCALL(fallocate)
{
	return allocate(a0, (unsigned)a1, (int64_t)a2, (int64_t)a3);
}

SYSCALL(fallocate_pair)
{
	return allocate(a0, (unsigned)a1, pair(a2, a3), pair(a4, a5));
}
