/* SPDX-License-Identifier: MIT */
/*
 * What the file calls share: descriptors, paths and vectors from the user. Thread context.
 */
#pragma once
#include <fs/files.h>
#include <fs/tree.h>
#include <kernel/proc/process.h>
#include <mm/usercopy.h>

/* The file of a descriptor, counted; NULL (EBADF) when there is none, or one opened with O_PATH. */
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
 * Can nobody but the current thread change its descriptors? Not while it is its process's only
 * thread, whose table is no other's. Acquire: what those did that there were has been done.
 */
static inline bool fds_are_own(void)
{
	const struct process *process = current_process();

	return __atomic_load_n(&process->live, __ATOMIC_ACQUIRE) == 1 &&
	       atomic_load(&process->files->refs) == 1;
}

/* As fd_file(), but not counted, when fds_are_own(): for a call that closes nothing. */
static inline struct file *fd_file_own(unsigned long fd)
{
	const struct files *files = current_process()->files;
	struct file *file = likely((unsigned)fd < files->size) ? files->files[(unsigned)fd] : NULL;

	return likely(file) && likely(!(file->flags & O_PATH)) ? file : NULL;
}

/* As fd_file(), O_PATH or not. */
static inline struct file *fd_file_any(unsigned long fd)
{
	return files_find(files_current(), (unsigned)fd);
}

/* A path from the user, in the structure when it is short. */
struct user_path {
	char *text;
	char brief[120];
};

/* 0, and user_path_put() follows; -EFAULT, -ENAMETOOLONG, -ENOMEM. */
int user_path_get(struct user_path *path, uintptr_t user);
void user_path_put(struct user_path *path);

/*
 * Where a relative `path` starts: the directory of `dirfd`, counted, or NULL for the current one.
 * For an absolute path whatever `dirfd` is. 0, -EBADF, -ENOTDIR (a descriptor without a path).
 */
int dirfd_base(unsigned long dirfd, const char *path, struct dentry **base);

/*
 * Both, and the dentry they lead to, counted, by WALK_* flags. With WALK_EMPTY an empty path is
 * the descriptor's own file, if that has a path.
 */
int user_lookup(unsigned long dirfd, uintptr_t user, unsigned walk_flags, struct dentry **dentry);

/* The same for an inode: with WALK_EMPTY any descriptor's will do. */
int user_inode(unsigned long dirfd, uintptr_t user, unsigned walk_flags, struct inode **inode);

/* A vector of ranges (struct iovec) from the user. */
struct user_vector {
	struct io_segment *segments;
	struct io_segment brief[8];
	size_t total;
};

/* 0, and user_vector_put() follows; -EINVAL, -EFAULT, -ENOMEM. */
int user_vector_get(struct user_vector *vector, uintptr_t user, unsigned long count);
void user_vector_put(struct user_vector *vector);

/* Install a file whose reference is the caller's: the descriptor or -errno. `flags`: O_CLOEXEC. */
int fd_add(struct file *file, int flags);

/* struct timespec of the user's, in words or in 64 bits, as a number of nanoseconds, a deadline's
 * part. 0, -EFAULT, -EINVAL. */
int user_timespec_get(uintptr_t user, bool is64, uint64_t *ns);

/* Let the mask at `mask` (0: none) of `size` bytes hold for the present call: 0, -EINVAL, -EFAULT.
 * Then, with the call's result: back to the old one, unless a signal ended the call. */
int user_mask_set(uintptr_t mask, size_t size);
void user_mask_end(uintptr_t mask, long result);
