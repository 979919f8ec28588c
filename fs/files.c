/* SPDX-License-Identifier: MIT */
/*
 * Descriptor tables. The arrays are in one block that grows by doubling. A new block is allocated
 * outside the lock, so the search for a free descriptor starts again afterwards.
 */
#include <fs/files.h>
#include <fs/lock.h>
#include <fs/upcalls.h>
#include <lib/bitmap.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define FILES_FIRST 32 /* descriptors of a new table */

void file_close(struct files *files, struct file *file)
{
	bool flying = unix_is_flying(file);

	lock_drop_process(files, file);
	file_put(file);
	if (unlikely(flying))
		unix_collect();
}

/* Room for `size` descriptors (a power of two): files, used, on_exec in one block. */
static struct file **block_alloc(unsigned size)
{
	return kzalloc(size * sizeof(struct file *) + 2 * BITMAP_WORDS(size) * sizeof(long));
}

/* Make `block`, which has room for `size` descriptors, the table's arrays, with the old contents.
 * Returns the old block. Lock: lock, or no other thread knows the table. */
static struct file **block_set(struct files *files, struct file **block, unsigned size)
{
	struct file **old = files->files;
	unsigned long *used = (unsigned long *)(block + size);
	unsigned long *on_exec = used + BITMAP_WORDS(size);

	if (old) {
		memcpy(block, old, files->size * sizeof(*old));
		memcpy(used, files->used, BITMAP_WORDS(files->size) * sizeof(long));
		memcpy(on_exec, files->on_exec, BITMAP_WORDS(files->size) * sizeof(long));
	}
	files->files = block;
	files->used = used;
	files->on_exec = on_exec;
	files->size = size;
	return old;
}

static struct files *create(unsigned size)
{
	struct files *files = kzalloc(sizeof(*files));
	struct file **block = files ? block_alloc(size) : NULL;

	if (!block) {
		kfree(files);
		return NULL;
	}
	files->refs.v = 1;
	spin_init(&files->lock, "descriptors", LOCK_RANK_FILES);
	block_set(files, block, size);
	return files;
}

struct files *files_create(void)
{
	return create(FILES_FIRST);
}

struct files *files_clone(struct files *files)
{
	struct files *copy = create(READ_ONCE(files->size));

	if (!copy)
		return NULL;
	spin_lock(&files->lock);
	while (files->size > copy->size) {
		unsigned size = files->size;
		struct file **block;

		spin_unlock(&files->lock);
		block = block_alloc(size);
		if (!block) {
			files_put(copy);
			return NULL;
		}
		kfree(block_set(copy, block, size));
		spin_lock(&files->lock);
	}
	copy->first_free = 0;
	for (unsigned fd = 0; fd < files->size; fd++) {
		if (!files->files[fd])
			continue;
		copy->files[fd] = file_get(files->files[fd]);
		bitmap_set(copy->used, fd);
		if (bitmap_test(files->on_exec, fd))
			bitmap_set(copy->on_exec, fd);
	}
	spin_unlock(&files->lock);
	return copy;
}

void files_put(struct files *files)
{
	DEBUG_ASSERT(may_sleep());
	if (!atomic_dec_and_test(&files->refs))
		return;
	for (unsigned fd = 0; fd < files->size; fd++)
		if (files->files[fd])
			file_close(files, files->files[fd]);
	kfree(files->files);
	kfree(files);
}

void files_close_on_exec(struct files *files)
{
	for (unsigned fd = 0; fd < files->size; fd++) {
		struct file *file;

		if (!bitmap_test(files->on_exec, fd))
			continue;
		file = files_remove(files, fd);
		if (file)
			file_close(files, file);
	}
}

struct file *files_find(struct files *files, unsigned fd)
{
	struct file *file = NULL;

	spin_lock(&files->lock);
	if (likely(fd < files->size)) {
		file = files->files[fd];
		if (likely(file))
			file_get(file);
	}
	spin_unlock(&files->lock);
	return file;
}

/* Make room for descriptor `fd`. 0 or -ENOMEM. Takes the lock. */
static int grow(struct files *files, unsigned fd)
{
	unsigned size = FILES_FIRST;
	struct file **block;

	while (size <= fd)
		size *= 2;
	block = block_alloc(size);
	if (!block)
		return -ENOMEM;
	spin_lock(&files->lock);
	if (size > files->size)
		block = block_set(files, block, size);
	spin_unlock(&files->lock);
	kfree(block);
	return 0;
}

int files_reserve(struct files *files, unsigned from, bool close_on_exec)
{
	unsigned limit = process_open_limit();

	for (;;) {
		size_t fd;
		int error;

		spin_lock(&files->lock);
		fd = bitmap_next_clear(files->used, files->size, MAX(from, files->first_free));
		if (fd < files->size && fd < limit) {
			bitmap_set(files->used, fd);
			if (close_on_exec)
				bitmap_set(files->on_exec, fd);
			else
				bitmap_clear(files->on_exec, fd);
			if (fd == files->first_free)
				files->first_free = (unsigned)fd + 1;
			spin_unlock(&files->lock);
			return (int)fd;
		}
		fd = MAX(fd, (size_t)from);
		spin_unlock(&files->lock);
		if (fd >= limit)
			return -EMFILE;
		error = grow(files, (unsigned)fd);
		if (error)
			return error;
	}
}

void files_install(struct files *files, unsigned fd, struct file *file)
{
	spin_lock(&files->lock);
	ASSERT(bitmap_test(files->used, fd) && !files->files[fd]);
	files->files[fd] = file;
	spin_unlock(&files->lock);
}

/* Lock: lock. */
static void release_locked(struct files *files, unsigned fd)
{
	assert_locked(&files->lock);
	DEBUG_ASSERT(bitmap_test(files->used, fd) && !files->files[fd]);
	bitmap_clear(files->used, fd);
	bitmap_clear(files->on_exec, fd);
	files->first_free = MIN(files->first_free, fd);
}

void files_release(struct files *files, unsigned fd)
{
	spin_lock(&files->lock);
	release_locked(files, fd);
	spin_unlock(&files->lock);
}

int files_add(struct files *files, struct file *file, bool close_on_exec)
{
	int fd = files_reserve(files, 0, close_on_exec);

	if (fd >= 0)
		files_install(files, (unsigned)fd, file);
	else
		file_put(file);
	return fd;
}

int files_replace(struct files *files, unsigned fd, struct file *file, bool close_on_exec)
{
	struct file *old;
	int error;

	if (fd >= process_open_limit())
		return -EBADF;
	if (fd >= READ_ONCE(files->size)) {
		error = grow(files, fd);
		if (error)
			return error;
	}
	spin_lock(&files->lock);
	old = files->files[fd];
	if (!old && bitmap_test(files->used, fd)) { /* another thread is opening it */
		spin_unlock(&files->lock);
		return -EBUSY;
	}
	files->files[fd] = file_get(file);
	bitmap_set(files->used, fd);
	if (close_on_exec)
		bitmap_set(files->on_exec, fd);
	else
		bitmap_clear(files->on_exec, fd);
	spin_unlock(&files->lock);
	if (old)
		file_close(files, old);
	return (int)fd;
}

struct file *files_remove(struct files *files, unsigned fd)
{
	struct file *file = NULL;

	spin_lock(&files->lock);
	if (fd < files->size)
		file = files->files[fd];
	if (file) {
		files->files[fd] = NULL;
		release_locked(files, fd);
	}
	spin_unlock(&files->lock);
	return file;
}

int files_open_console(struct files *files)
{
	struct file *file;
	int error = vfs_open("/dev/console", O_RDWR, 0, &file);

	for (unsigned fd = 0; !error && fd < 3; fd++)
		error = MIN(files_replace(files, fd, file, false), 0);
	if (!error)
		file_put(file);
	return error;
}

int files_close_on_exec_of(struct files *files, unsigned fd)
{
	int result = -EBADF;

	spin_lock(&files->lock);
	if (fd < files->size && files->files[fd])
		result = bitmap_test(files->on_exec, fd);
	spin_unlock(&files->lock);
	return result;
}

int files_set_close_on_exec(struct files *files, unsigned fd, bool set)
{
	int result = -EBADF;

	spin_lock(&files->lock);
	if (fd < files->size && files->files[fd]) {
		result = 0;
		if (set)
			bitmap_set(files->on_exec, fd);
		else
			bitmap_clear(files->on_exec, fd);
	}
	spin_unlock(&files->lock);
	return result;
}
