/* SPDX-License-Identifier: MIT */
/*
 * Helpers of the file system calls: descriptors, paths and vectors passed by the user. Thread
 * context; all functions may sleep.
 */
#pragma once
#include <fs/files.h>
#include <fs/tree.h>
#include <kernel/proc/process.h>
#include <mm/usercopy.h>

/* The file of a descriptor, with a reference. NULL (EBADF): there is none, or it is O_PATH. */
static inline struct file *fd_file(unsigned long fd)
{
	struct file *file = files_find(current_process()->files, (unsigned)fd);

	if (likely(file) && unlikely(file->flags & O_PATH)) {
		file_put(file);
		return NULL;
	}
	return file;
}

/*
 * Is the current thread the only one that can change its descriptors? It is while it is the only
 * thread of its process and no other process shares the table. Acquire makes the changes of
 * threads that have ended visible.
 */
static inline bool fds_are_own(void)
{
	const struct process *process = current_process();

	return __atomic_load_n(&process->live, __ATOMIC_ACQUIRE) == 1 &&
	       atomic_load(&process->files->refs) == 1;
}

/* fd_file() without a reference, for a system call that closes no file. Only when fds_are_own(). */
static inline struct file *fd_file_own(unsigned long fd)
{
	const struct files *files = current_process()->files;
	struct file *file = likely((unsigned)fd < files->size) ? files->files[(unsigned)fd] : NULL;

	return likely(file) && likely(!(file->flags & O_PATH)) ? file : NULL;
}

/* fd_file() that also returns O_PATH files. */
static inline struct file *fd_file_any(unsigned long fd)
{
	return files_find(files_current(), (unsigned)fd);
}

/* A path passed by the user; a short one is kept in the structure. */
struct user_path {
	char *text;
	char brief[120];
};

/* Copy a path from the user: 0, and the caller must call user_path_put(); or -EFAULT, -ENAMETOOLONG
 * or -ENOMEM. */
int user_path_get(struct user_path *path, uintptr_t user);
void user_path_put(struct user_path *path);

/*
 * Find the directory at which `path` starts. *base is the directory of `dirfd`, with a reference,
 * or NULL: the current directory, or `path` is absolute. If `path` is empty, *base is the
 * descriptor's file, or NULL if that has no path. 0, -EBADF or -ENOTDIR.
 */
int dirfd_base(unsigned long dirfd, const char *path, struct dentry **base);

/*
 * Look up the path at user address `user`, relative to `dirfd`: the dentry, with a reference.
 * `walk_flags`: WALK_*; with WALK_EMPTY an empty path is the descriptor's own file, if that has a
 * path. 0 or -errno.
 */
int user_lookup(unsigned long dirfd, uintptr_t user, unsigned walk_flags, struct dentry **dentry);

/* user_lookup() for an inode, with a reference. With WALK_EMPTY the descriptor's file needs no
 * path. */
int user_inode(unsigned long dirfd, uintptr_t user, unsigned walk_flags, struct inode **inode);

/* A vector of ranges (struct iovec) passed by the user. */
struct user_vector {
	struct io_segment *segments;
	struct io_segment brief[8];
	size_t total;
};

/* Copy `count` ranges: 0, and the caller must call user_vector_put(); or -EINVAL, -EFAULT or
 * -ENOMEM. */
int user_vector_get(struct user_vector *vector, uintptr_t user, unsigned long count);
void user_vector_put(struct user_vector *vector);

/* Install `file` under a new descriptor: the descriptor or -errno. Takes over the caller's
 * reference. `flags`: O_CLOEXEC. */
int fd_add(struct file *file, int flags);

/* Read a struct timespec, of words or (`is64`) of 64-bit fields: *ns nanoseconds, at most
 * UINT64_MAX / 2. 0, -EFAULT or -EINVAL. */
int user_timespec_get(uintptr_t user, bool is64, uint64_t *ns);

/* Use the signal mask at user address `mask` (0: none), of `size` bytes, for the current call: 0,
 * -EINVAL or -EFAULT. user_mask_end() restores the old mask, unless `result` says that a signal
 * interrupted the call: then that is done after the signal has been delivered. */
int user_mask_set(uintptr_t mask, size_t size);
void user_mask_end(uintptr_t mask, long result);
