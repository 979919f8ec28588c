/* SPDX-License-Identifier: MIT */
/*
 * Arguments of the file calls.
 */
#include <kernel/sys/file_util.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/time.h>

#define VECTOR_MAX 1024 /* UIO_MAXIOV */
#define NS_PER_SEC ((uint64_t)1000000000)

int user_path_get(struct user_path *path, uintptr_t user)
{
	long length = strncpy_from_user(path->brief, user, sizeof(path->brief));

	if (length < 0)
		return (int)length;
	path->text = path->brief;
	if ((size_t)length < sizeof(path->brief))
		return 0;
	path->text = kmalloc(PATH_MAX);
	if (!path->text)
		return -ENOMEM;
	length = strncpy_from_user(path->text, user, PATH_MAX);
	if (length == PATH_MAX)
		length = -ENAMETOOLONG;
	if (length < 0)
		kfree(path->text);
	return length < 0 ? (int)length : 0;
}

void user_path_put(struct user_path *path)
{
	if (path->text != path->brief)
		kfree(path->text);
}

int dirfd_base(unsigned long dirfd, const char *path, struct dentry **base)
{
	struct file *file;
	int error = 0;

	*base = NULL;
	if (path[0] == '/' || (int)dirfd == AT_FDCWD)
		return 0;
	file = fd_file_any(dirfd);
	if (!file)
		return -EBADF;
	if (file->dentry && (S_ISDIR(file->inode->mode) || !path[0]))
		*base = dentry_get(file->dentry);
	else
		error = path[0] ? -ENOTDIR : 0;
	file_put(file);
	return error;
}

int user_lookup(unsigned long dirfd, uintptr_t user, unsigned walk_flags, struct dentry **dentry)
{
	struct user_path path;
	struct dentry *base;
	int error = user_path_get(&path, user);

	if (error)
		return error;
	error = !path.text[0] && !(walk_flags & WALK_EMPTY) ? -ENOENT
							    : dirfd_base(dirfd, path.text, &base);
	if (!error) {
		if (!base && !path.text[0] && (int)dirfd != AT_FDCWD)
			error = -ENOENT; /* a descriptor without a path */
		else
			error = path_lookup(base, path.text, walk_flags, dentry);
		dentry_put(base);
	}
	user_path_put(&path);
	return error;
}

int user_inode(unsigned long dirfd, uintptr_t user, unsigned walk_flags, struct inode **inode)
{
	struct dentry *dentry;
	char first;
	int error;

	if (walk_flags & WALK_EMPTY && (int)dirfd != AT_FDCWD && !copy_from_user(&first, user, 1) &&
		!first) {
		struct file *file = fd_file_any(dirfd);

		if (!file)
			return -EBADF;
		*inode = inode_get(file->inode);
		file_put(file);
		return 0;
	}
	error = user_lookup(dirfd, user, walk_flags, &dentry);
	if (error)
		return error;
	*inode = inode_get(dentry->inode);
	dentry_put(dentry);
	return 0;
}

/* Check the lengths: none may be negative. The sum is cut to IO_MAX. 0 or -EINVAL. */
static int vector_check(struct user_vector *vector, unsigned long count)
{
	vector->total = 0;
	for (unsigned long i = 0; i < count; i++) {
		size_t length = vector->segments[i].length;

		if (length > SIZE_MAX / 2)
			return -EINVAL;
		if (length > IO_MAX - vector->total) {
			length = IO_MAX - vector->total;
			vector->segments[i].length = length;
		}
		vector->total += length;
	}
	return 0;
}

int user_vector_get(struct user_vector *vector, uintptr_t user, unsigned long count)
{
	size_t bytes = count * sizeof(struct io_segment);
	int error;

	if (count > VECTOR_MAX)
		return -EINVAL;
	vector->segments = vector->brief;
	if (count > ARRAY_SIZE(vector->brief)) {
		vector->segments = kmalloc(bytes);
		if (!vector->segments)
			return -ENOMEM;
	}
	error = count && copy_from_user(vector->segments, user, bytes)
			? -EFAULT
			: vector_check(vector, count);
	if (error)
		user_vector_put(vector);
	return error;
}

void user_vector_put(struct user_vector *vector)
{
	if (vector->segments != vector->brief)
		kfree(vector->segments);
}

int fd_add(struct file *file, int flags)
{
	return files_add(files_current(), file, flags & O_CLOEXEC);
}

int user_timespec_get(uintptr_t user, bool is64, uint64_t *ns)
{
	struct linux_timespec64 time;
	struct linux_timespec_long words;

	if (is64) {
		if (copy_from_user(&time, user, sizeof(time)))
			return -EFAULT;
	} else {
		if (copy_from_user(&words, user, sizeof(words)))
			return -EFAULT;
		time.tv_sec = words.tv_sec;
		time.tv_nsec = words.tv_nsec;
	}
	if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= (int64_t)NS_PER_SEC)
		return -EINVAL;
	if ((uint64_t)time.tv_sec >= UINT64_MAX / 2 / NS_PER_SEC)
		*ns = UINT64_MAX / 2;
	else
		*ns = (uint64_t)time.tv_sec * NS_PER_SEC + (uint64_t)time.tv_nsec;
	return 0;
}
