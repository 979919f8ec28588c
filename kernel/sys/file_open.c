/* SPDX-License-Identifier: MIT */
/*
 * Descriptors: open, close, duplicate, fcntl, ioctl.
 */
#include <fs/lock.h>
#include <fs/pipe/pipe.h>
#include <fs/upcalls.h>
#include <kernel/proc/process.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>

#include <uapi/errno.h>

/* The flags that fcntl(F_SETFL) may change. */
#define SETTABLE_FLAGS (O_APPEND | O_NONBLOCK | O_ASYNC | O_DIRECT | O_NOATIME)
#define KNOWN_FLAGS                                                                                \
	(O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK | O_DSYNC |     \
		04000000 | O_ASYNC | O_DIRECT | O_LARGEFILE | O_TMPFILE | O_NOFOLLOW | O_NOATIME | \
		O_CLOEXEC | O_PATH)

static long do_open(unsigned long dirfd, uintptr_t user, int flags, unsigned mode)
{
	struct files *files = files_current();
	struct user_path path;
	struct dentry *base;
	struct file *file;
	int fd, error = user_path_get(&path, user);

	if (error)
		return error;
	flags &= KNOWN_FLAGS;
	fd = files_reserve(files, 0, flags & O_CLOEXEC);
	error = fd < 0 ? fd : dirfd_base(dirfd, path.text, &base);
	if (!error) {
		error = fs_open(base, path.text, flags, mode, &file);
		dentry_put(base);
	}
	user_path_put(&path);
	if (error) {
		if (fd >= 0)
			files_release(files, (unsigned)fd);
		return error;
	}
	files_install(files, (unsigned)fd, file);
	return fd;
}

/* open() implies O_LARGEFILE where a word has 64 bits. */
#define LARGE (sizeof(long) == 8 ? O_LARGEFILE : 0)

SYSCALL(open)
{
	return do_open((unsigned long)AT_FDCWD, a0, (int)a1 | LARGE, (unsigned)a2);
}

SYSCALL(openat)
{
	return do_open(a0, a1, (int)a2 | LARGE, (unsigned)a3);
}

SYSCALL(creat)
{
	return do_open((unsigned long)AT_FDCWD, a0, O_CREAT | O_WRONLY | O_TRUNC | LARGE,
		(unsigned)a1);
}

SYSCALL(close)
{
	struct files *files = files_current();
	struct file *file = files_remove(files, (unsigned)a0);

	if (!file)
		return -EBADF;
	file_close(files, file);
	return 0;
}

#define CLOSE_RANGE_UNSHARE 2u
#define CLOSE_RANGE_CLOEXEC 4u

SYSCALL(close_range)
{
	struct files *files = files_current();
	unsigned last = (unsigned)a1;

	if (a2 & ~(unsigned long)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) || (unsigned)a0 > last)
		return -EINVAL;
	if (a2 & CLOSE_RANGE_UNSHARE) {
		int error = process_unshare_files();

		if (error)
			return error;
		files = files_current();
	}
	last = MIN(last, READ_ONCE(files->size) - 1);
	for (unsigned fd = (unsigned)a0; fd <= last; fd++) {
		struct file *file;

		if (a2 & CLOSE_RANGE_CLOEXEC) {
			files_set_close_on_exec(files, fd, true);
			continue;
		}
		file = files_remove(files, fd);
		if (file)
			file_close(files, file);
	}
	return 0;
}

static long duplicate(unsigned long fd, unsigned from, bool close_on_exec)
{
	struct files *files = files_current();
	struct file *file = fd_file_any(fd);
	int result;

	if (!file)
		return -EBADF;
	result = from >= process_open_limit() ? -EINVAL : files_reserve(files, from, close_on_exec);
	if (result < 0)
		file_put(file);
	else
		files_install(files, (unsigned)result, file);
	return result;
}

SYSCALL(dup)
{
	return duplicate(a0, 0, false);
}

static long duplicate_to(unsigned long old, unsigned long new, bool close_on_exec)
{
	struct file *file = fd_file_any(old);
	long result;

	if (!file)
		return -EBADF;
	result = files_replace(files_current(), (unsigned)new, file, close_on_exec);
	file_put(file);
	return result;
}

SYSCALL(dup2)
{
	struct file *file;

	if ((unsigned)a0 != (unsigned)a1)
		return duplicate_to(a0, a1, false);
	file = fd_file_any(a0);
	if (!file)
		return -EBADF;
	file_put(file);
	return (long)a1;
}

SYSCALL(dup3)
{
	if (a2 & ~(unsigned long)O_CLOEXEC || (unsigned)a0 == (unsigned)a1)
		return -EINVAL;
	return duplicate_to(a0, a1, a2 & O_CLOEXEC);
}

static long set_flags(struct file *file, unsigned flags)
{
	unsigned old = READ_ONCE(file->flags);

	if (flags & O_NOATIME && !(old & O_NOATIME) && !inode_is_owned(file->inode))
		return -EPERM;
	WRITE_ONCE(file->flags,
		(old & ~(unsigned)SETTABLE_FLAGS) | (flags & (unsigned)SETTABLE_FLAGS));
	return 0;
}

enum fcntl_command {
	F_DUPFD = 0,
	F_GETFD = 1,
	F_SETFD = 2,
	F_GETFL = 3,
	F_SETFL = 4,
	F_SETOWN = 8,
	F_GETOWN = 9,
	F_DUPFD_CLOEXEC = 1030,
	F_SETPIPE_SZ = 1031,
	F_GETPIPE_SZ = 1032,
	F_ADD_SEALS = 1033,
	F_GET_SEALS = 1034,
};

/* The commands of fcntl(2) that concern the file, not the descriptor. */
static long fcntl_file(struct file *file, unsigned command, unsigned long arg, bool is64)
{
	switch (command) {
	case F_GETFL:
		return (long)READ_ONCE(file->flags);
	case F_SETFL:
		return set_flags(file, (unsigned)arg);
	case F_SETOWN:
	case F_GETOWN:
		return 0;
	case F_SETPIPE_SZ:
		return pipe_set_size(file, (unsigned)arg);
	case F_GETPIPE_SZ:
		return pipe_size(file);
	case F_ADD_SEALS:
		return file_add_seals(file, (unsigned)arg);
	case F_GET_SEALS:
		return file_get_seals(file);
	case LOCK_GET:
	case LOCK_SET:
	case LOCK_WAIT:
	case LOCK_OFD_GET:
	case LOCK_OFD_SET:
	case LOCK_OFD_WAIT:
		return lock_fcntl(file, command, arg, is64);
	case LOCK_GET64:
	case LOCK_SET64:
	case LOCK_WAIT64:
		return sizeof(long) == 8 ? -EINVAL : lock_fcntl(file, command, arg, true);
	default:
		return -EINVAL;
	}
}

static long do_fcntl(unsigned long fd, unsigned command, unsigned long arg, bool is64)
{
	struct files *files = files_current();
	struct file *file = fd_file_any(fd);
	long result;

	if (!file)
		return -EBADF;
	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		result = duplicate(fd, (unsigned)arg, command == F_DUPFD_CLOEXEC);
	else if (command == F_GETFD)
		result = files_close_on_exec_of(files, (unsigned)fd);
	else if (command == F_SETFD)
		result = files_set_close_on_exec(files, (unsigned)fd, arg & 1);
	else if (file->flags & O_PATH && command != F_GETFL)
		result = -EBADF;
	else
		result = fcntl_file(file, command, arg, is64);
	file_put(file);
	return result;
}

SYSCALL(fcntl)
{
	return do_fcntl(a0, (unsigned)a1, a2, sizeof(long) == 8);
}

SYSCALL(fcntl64)
{
	return do_fcntl(a0, (unsigned)a1, a2, true);
}

SYSCALL(flock)
{
	struct file *file = fd_file(a0);
	long result;

	if (!file)
		return -EBADF;
	result = lock_flock(file, (unsigned)a1);
	file_put(file);
	return result;
}

enum ioctl_request {
	FIONBIO = 0x5421,
	FIONCLEX = 0x5450,
	FIOCLEX = 0x5451,
};

SYSCALL(ioctl)
{
	struct file *file = fd_file(a0);
	long result = -ENOTTY;
	int on;

	if (!file)
		return -EBADF;
	if (a1 == FIOCLEX || a1 == FIONCLEX)
		result = files_set_close_on_exec(files_current(), (unsigned)a0, a1 == FIOCLEX);
	else if (a1 == FIONBIO)
		result = copy_from_user(&on, a2, sizeof(on))
				 ? -EFAULT
				 : set_flags(file, on ? file->flags | O_NONBLOCK
						      : file->flags & ~(unsigned)O_NONBLOCK);
	else if (file->ops->ioctl)
		result = file->ops->ioctl(file, (unsigned)a1, a2);
	file_put(file);
	return result;
}

static long make_pipe(uintptr_t user, unsigned flags)
{
	struct files *files = files_current();
	struct file *ends[2];
	int fds[2], error;

	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
		return -EINVAL;
	error = pipe_create((int)flags, ends);
	if (error)
		return error;
	fds[0] = files_add(files, ends[0], flags & O_CLOEXEC);
	if (fds[0] < 0) {
		file_put(ends[1]);
		return fds[0];
	}
	fds[1] = files_add(files, ends[1], flags & O_CLOEXEC);
	error = fds[1] < 0 ? fds[1] : copy_to_user(user, fds, sizeof(fds)) ? -EFAULT : 0;
	for (int i = 0; error && i < 2; i++) {
		struct file *file = fds[i] < 0 ? NULL : files_remove(files, (unsigned)fds[i]);

		if (file)
			file_close(files, file);
	}
	return error;
}

SYSCALL(pipe)
{
	return make_pipe(a0, 0);
}

SYSCALL(pipe2)
{
	return make_pipe(a0, (unsigned)a1);
}
