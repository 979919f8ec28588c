/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes: there are none. The calls look at their arguments as if there were, then
 * list nothing, and answer EOPNOTSUPP to who asks for one, as a file system without them does.
 */
#include <kernel/sys/file_calls.h>
#include <kernel/sys/file_util.h>
#include <uapi/errno.h>

#define NAME_SIZE  256 /* XATTR_NAME_MAX and the zero byte */
#define VALUE_MAX  65536
#define FLAGS_MASK 3 /* XATTR_CREATE, XATTR_REPLACE */
#define CWD        ((unsigned long)AT_FDCWD)

/* Is there a file at `path` (a user's pointer)? 0 or -errno. */
static long path_exists(uintptr_t path, unsigned walk_flags)
{
	struct inode *inode;
	int error = user_inode(CWD, path, walk_flags, &inode);

	if (!error)
		inode_put(inode);
	return error;
}

static long fd_exists(unsigned long fd)
{
	struct file *file = fd_file(fd);

	if (!file)
		return -EBADF;
	file_put(file);
	return 0;
}

/* What asking for an attribute of that name answers, once the file is known to be there. */
static long refuse_name(uintptr_t user)
{
	char name[NAME_SIZE];
	long length = strncpy_from_user(name, user, sizeof(name));

	if (length < 0)
		return length;
	return length == 0 || length == NAME_SIZE ? -ERANGE : -EOPNOTSUPP;
}

static long refuse_value(uintptr_t name, uintptr_t value, size_t size, unsigned long flags)
{
	char byte;
	long error;

	if (flags & ~(unsigned long)FLAGS_MASK)
		return -EINVAL;
	error = refuse_name(name);
	if (error != -EOPNOTSUPP)
		return error;
	if (size > VALUE_MAX)
		return -E2BIG;
	if (size && (copy_from_user(&byte, value, 1) || copy_from_user(&byte, value + size - 1, 1)))
		return -EFAULT;
	return error;
}

SYSCALL(setxattr)
{
	long error = path_exists(a0, WALK_FOLLOW);

	return error ? error : refuse_value(a1, a2, a3, a4);
}

SYSCALL(lsetxattr)
{
	long error = path_exists(a0, 0);

	return error ? error : refuse_value(a1, a2, a3, a4);
}

SYSCALL(fsetxattr)
{
	long error = fd_exists(a0);

	return error ? error : refuse_value(a1, a2, a3, a4);
}

SYSCALL(getxattr)
{
	long error = path_exists(a0, WALK_FOLLOW);

	return error ? error : refuse_name(a1);
}

SYSCALL(lgetxattr)
{
	long error = path_exists(a0, 0);

	return error ? error : refuse_name(a1);
}

SYSCALL(fgetxattr)
{
	long error = fd_exists(a0);

	return error ? error : refuse_name(a1);
}

SYSCALL(listxattr)
{
	return path_exists(a0, WALK_FOLLOW);
}

SYSCALL(llistxattr)
{
	return path_exists(a0, 0);
}

SYSCALL(flistxattr)
{
	return fd_exists(a0);
}

SYSCALL(removexattr)
{
	return sys_getxattr(a0, a1, 0, 0, 0, 0);
}

SYSCALL(lremovexattr)
{
	return sys_lgetxattr(a0, a1, 0, 0, 0, 0);
}

SYSCALL(fremovexattr)
{
	return sys_fgetxattr(a0, a1, 0, 0, 0, 0);
}
