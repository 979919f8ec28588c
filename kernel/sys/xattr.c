/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes (xattr(7)). No file system supports them: as on Linux for such file systems,
 * the calls check their arguments and then fail with -EOPNOTSUPP, and lists are empty.
 */
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define CWD       ((unsigned long)AT_FDCWD)
#define NAME_MOST 255
#define SIZE_MOST 65536

/* Check the name of an attribute: 0, -EFAULT or -ERANGE. */
static int check_name(uintptr_t user)
{
	char name[NAME_MOST + 1];
	long length = strncpy_from_user(name, user, sizeof(name));

	if (length < 0)
		return (int)length;
	return length == 0 || length > NAME_MOST ? -ERANGE : 0;
}

static int check_value(uintptr_t name, uintptr_t value, size_t size, unsigned flags)
{
	char piece[256];
	int error;

	if (flags & ~3u)
		return -EINVAL;
	error = check_name(name);
	if (!error && size > SIZE_MOST)
		error = -E2BIG;
	for (size_t at = 0; !error && at < size; at += sizeof(piece))
		error = copy_from_user(piece, value + at, MIN(sizeof(piece), size - at));
	return error;
}

/* The result for `inode`. Only regular files and directories may have "user." attributes; for other
 * inodes it is `for_others`. `name` 0: a list is requested. */
static long answer_for(const struct inode *inode, uintptr_t name, long for_others)
{
	char start[5] = "";

	if (!name)
		return 0;
	if (copy_from_user(start, name, sizeof(start)) ||
		memcmp(start, "user.", sizeof(start)) != 0)
		return -EOPNOTSUPP;
	return S_ISREG(inode->mode) || S_ISDIR(inode->mode) ? -EOPNOTSUPP : for_others;
}

/* The result for the file of a path or a descriptor. */
static long path_answer(uintptr_t path, unsigned walk_flags, uintptr_t name, long for_others)
{
	struct inode *inode;
	long result = user_inode(CWD, path, walk_flags, &inode);

	if (result)
		return result;
	result = answer_for(inode, name, for_others);
	inode_put(inode);
	return result;
}

static long fd_answer(unsigned long fd, uintptr_t name, long for_others)
{
	struct file *file = fd_file(fd);
	long result;

	if (!file)
		return -EBADF;
	result = answer_for(file->inode, name, for_others);
	file_put(file);
	return result;
}

SYSCALL(setxattr)
{
	int error = check_value(a1, a2, a3, (unsigned)a4);

	return error ? error : path_answer(a0, WALK_FOLLOW, a1, -EPERM);
}

SYSCALL(lsetxattr)
{
	int error = check_value(a1, a2, a3, (unsigned)a4);

	return error ? error : path_answer(a0, 0, a1, -EPERM);
}

SYSCALL(fsetxattr)
{
	int error = check_value(a1, a2, a3, (unsigned)a4);

	return error ? error : fd_answer(a0, a1, -EPERM);
}

SYSCALL(getxattr)
{
	int error = check_name(a1);

	return error ? error : path_answer(a0, WALK_FOLLOW, a1, -ENODATA);
}

SYSCALL(lgetxattr)
{
	int error = check_name(a1);

	return error ? error : path_answer(a0, 0, a1, -ENODATA);
}

SYSCALL(fgetxattr)
{
	int error = check_name(a1);

	return error ? error : fd_answer(a0, a1, -ENODATA);
}

SYSCALL(removexattr)
{
	int error = check_name(a1);

	return error ? error : path_answer(a0, WALK_FOLLOW, a1, -EPERM);
}

SYSCALL(lremovexattr)
{
	int error = check_name(a1);

	return error ? error : path_answer(a0, 0, a1, -EPERM);
}

SYSCALL(fremovexattr)
{
	int error = check_name(a1);

	return error ? error : fd_answer(a0, a1, -EPERM);
}

SYSCALL(listxattr)
{
	return path_answer(a0, WALK_FOLLOW, 0, 0);
}

SYSCALL(llistxattr)
{
	return path_answer(a0, 0, 0, 0);
}

SYSCALL(flistxattr)
{
	return fd_answer(a0, 0, 0);
}
