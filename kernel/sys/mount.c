/* SPDX-License-Identifier: MIT */
/*
 * mount(2), umount2(2).
 */
#include <fs/mount.h>
#include <fs/upcalls.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define MS_REMOUNT     0x20u
#define MS_BIND        0x1000u
#define MS_MOVE        0x2000u
#define MS_REC         0x4000u
#define MS_PROPAGATION 0x1e0000u /* UNBINDABLE, PRIVATE, SLAVE, SHARED */
#define MS_MAGIC       0xc0ed0000u
#define MS_MAGIC_MASK  0xffff0000u

#define MNT_FORCE       1u
#define MNT_DETACH      2u
#define MNT_EXPIRE      4u
#define UMOUNT_NOFOLLOW 8u

/* Copy a short string from the user, "" if `user` is 0. 0, -EFAULT, or -EINVAL: too long. */
static int get_word(char *word, size_t size, uintptr_t user)
{
	long length;

	word[0] = '\0';
	if (!user)
		return 0;
	length = strncpy_from_user(word, user, size);
	if (length < 0)
		return (int)length;
	return (size_t)length == size ? -EINVAL : 0;
}

/* Copy the options, at most a page. *options is kmalloc'd; NULL: none. 0, -ENOMEM or -EFAULT. */
static int get_options(char **options, uintptr_t user)
{
	*options = NULL;
	if (!user)
		return 0;
	*options = kzalloc(PAGE_SIZE);
	if (!*options)
		return -ENOMEM;
	if (strncpy_from_user(*options, user, PAGE_SIZE - 1) < 0) {
		kfree(*options);
		return -EFAULT;
	}
	return 0;
}

static int bind(uintptr_t source_user, const char *source, struct dentry *point)
{
	struct dentry *what;
	int error;

	if (!source_user || !source[0])
		return -EINVAL;
	error = user_lookup((unsigned long)AT_FDCWD, source_user, WALK_FOLLOW, &what);
	if (error)
		return error;
	error = fs_mount_bind(what, source, point);
	dentry_put(what);
	return error;
}

/* Choose the operation from the flags, in Linux's order, and do it. 0 or -errno. */
static int do_mount(uintptr_t source_user, const char *source, const char *type, unsigned flags,
	const char *options, struct dentry *point)
{
	if (process_fsuid())
		return -EPERM;
	if ((flags & (MS_REMOUNT | MS_BIND)) == (MS_REMOUNT | MS_BIND))
		return point->covers ? 0 : -EINVAL; /* only file systems have flags, not mounts */
	if (flags & MS_REMOUNT)
		return fs_remount(point, flags, options);
	if (flags & MS_BIND)
		return bind(source_user, source, point);
	if (flags & MS_PROPAGATION) /* there is only one namespace */
		return point->covers || point->parent == point ? 0 : -EINVAL;
	if (flags & MS_MOVE)
		return -EINVAL;
	if (!type[0])
		return -EINVAL;
	return fs_mount_type(type, source, flags, options, point);
}

SYSCALL(mount)
{
	unsigned flags = (unsigned)a3;
	char type[32], source[64];
	struct dentry *point;
	char *options;
	int error = get_word(type, sizeof(type), a2);

	if (error == -EINVAL)
		error = -ENODEV; /* longer than any type's name */
	if (!error)
		error = get_word(source, sizeof(source), a0);
	if (error == -EINVAL) /* `source` is only displayed: it may be cut */
		error = 0;
	if (!error)
		error = get_options(&options, a4);
	if (error)
		return error;
	if ((flags & MS_MAGIC_MASK) == MS_MAGIC)
		flags &= ~MS_MAGIC_MASK;
	error = user_lookup((unsigned long)AT_FDCWD, a1, WALK_FOLLOW, &point);
	if (!error) {
		error = do_mount(a0, source, type, flags, options, point);
		dentry_put(point);
	}
	kfree(options);
	return error;
}

SYSCALL(umount2)
{
	struct dentry *point;
	int error;

	if (a1 & ~(unsigned long)(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
		return -EINVAL;
	error = user_lookup((unsigned long)AT_FDCWD, a0, a1 & UMOUNT_NOFOLLOW ? 0 : WALK_FOLLOW,
		&point);
	if (error)
		return error;
	if (process_fsuid())
		error = -EPERM;
	else if (a1 & MNT_EXPIRE)
		error = a1 & (MNT_FORCE | MNT_DETACH) ? -EINVAL : -EAGAIN;
	else
		error = fs_unmount(point, a1 & MNT_DETACH);
	dentry_put(point);
	return error;
}

SYSCALL(umount)
{
	return sys_umount2(a0, 0, 0, 0, 0, 0);
}
