/* SPDX-License-Identifier: MIT */
/*
 * Open files: life, reading, writing, seeking, and the kernel's own access.
 */
#include <fs/lock.h>
#include <fs/tree.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

/* Inodes in no directory: pipes, sockets, events. */
static const struct inode_ops anon_inode_ops = {0};
struct filesystem anon_fs = {.type = "anon",
	.dev = MAKEDEV(0, 1),
	.magic = 0x09041934,
	.ops = &anon_inode_ops};

/* A file as an object to map: it counts references to the file and supplies pages of its cache. */

static void object_get(struct vm_object *object)
{
	struct file *file = container_of(object, struct file, object);

	atomic_inc(&file->inode->mappings);
	file_get(file);
}

static void object_put(struct vm_object *object)
{
	struct file *file = container_of(object, struct file, object);

	atomic_dec_and_test(&file->inode->mappings);
	file_put(file);
}

static struct page *object_page(struct vm_object *object, uint64_t index, bool write, int *error)
{
	return file_page(container_of(object, struct file, object), index, write, error);
}

static_assert(CACHE_SLOTS % VM_AROUND == 0, "a run of pages lies in one node");

static void object_present(struct vm_object *object, uint64_t first, unsigned count,
	struct page **pages)
{
	struct file *file = container_of(object, struct file, object);

	if (file->ops->page)
		page_cache_find_run(&file->inode->pages, first, count, pages);
	else
		memset(pages, 0, count * sizeof(struct page *));
}

static void object_written(struct vm_object *object, uint64_t index)
{
	snapshot_page_changes(container_of(object, struct file, object)->inode, index);
}

const struct vm_object_ops file_object_ops = {
	.get = object_get,
	.put = object_put,
	.page = object_page,
	.written = object_written,
	.present = object_present,
};

struct file *file_alloc(struct inode *inode, struct dentry *dentry, int flags,
	const struct file_ops *ops)
{
	struct file *file = kzalloc(sizeof(*file));
	int access = flags & O_ACCMODE;

	if (!file)
		return NULL;
	file->object.ops = &file_object_ops;
	file->refs.v = 1;
	file->ops = ops;
	file->inode = inode_get(inode);
	file->dentry = dentry ? dentry_get(dentry) : NULL;
	file->flags = (unsigned)flags & ~(unsigned)(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC);
	if (!(flags & O_PATH)) {
		file->mode = access == O_RDONLY   ? FILE_READ
			     : access == O_WRONLY ? FILE_WRITE
						  : FILE_READ | FILE_WRITE;
		if (S_ISREG(inode->mode) || S_ISDIR(inode->mode))
			file->mode |= FILE_SEEK;
	}
	mutex_init(&file->pos_lock, "file position");
	list_init(&file->watchers);
	return file;
}

int file_create_anon(uint32_t mode, int flags, const struct file_ops *ops, void *private,
	struct file **file)
{
	struct inode *inode = inode_alloc(&anon_fs, mode, 0);

	if (!inode)
		return -ENOMEM;
	inode->links = 1;
	*file = file_alloc(inode, NULL, flags, ops);
	inode_put(inode);
	if (!*file)
		return -ENOMEM;
	(*file)->private = private;
	return 0;
}

void file_put(struct file *file)
{
	DEBUG_ASSERT(may_sleep());
	if (!atomic_dec_and_test(&file->refs))
		return;
	if (unlikely(!list_is_empty(&file->watchers)))
		epoll_forget(file);
	lock_drop_file(file);
	if (file->ops->release)
		file->ops->release(file);
	inode_put(file->inode);
	dentry_put(file->dentry);
	kfree(file);
}

long file_refuses(const struct file *file, unsigned mode)
{
	if (!(file->mode & mode))
		return -EBADF;
	return mode == FILE_READ && S_ISDIR(file->inode->mode) ? -EISDIR : -EINVAL;
}

/* Where data (or a hole) starts, from `offset` on; -ENXIO: nowhere. */
static int64_t seek_data(struct inode *inode, int64_t offset, bool data)
{
	uint64_t size = page_cache_size(&inode->pages), index, found;

	if (offset < 0 || (uint64_t)offset >= size)
		return -ENXIO;
	index = (uint64_t)offset >> PAGE_SHIFT;
	found = page_cache_next(&inode->pages, index, data);
	if (data && found == UINT64_MAX)
		return -ENXIO;
	if (found == index)
		return offset;
	found <<= PAGE_SHIFT;
	if (found < size)
		return (int64_t)found;
	return data ? -ENXIO : (int64_t)size;
}

int64_t file_seek(struct file *file, int64_t offset, int whence)
{
	bool regular = S_ISREG(file->inode->mode);
	int64_t from = 0;

	if (!(file->mode & FILE_SEEK))
		return file->ops->has_no_place ? 0 : -ESPIPE;
	mutex_lock(&file->pos_lock);
	if (whence == SEEK_CUR)
		from = (int64_t)file->pos;
	else if (whence == SEEK_END && regular && file->ops->page)
		from = (int64_t)page_cache_size(&file->inode->pages);
	else if (whence == SEEK_END && !regular)
		from = INT64_MAX;
	if (whence < SEEK_SET || whence > SEEK_HOLE)
		offset = -EINVAL;
	else if (whence >= SEEK_DATA)
		offset = regular && file->ops->page
				 ? seek_data(file->inode, offset, whence == SEEK_DATA)
				 : -EINVAL;
	else if (__builtin_add_overflow(from, offset, &offset))
		offset = -EOVERFLOW;
	else if (offset < 0)
		offset = -EINVAL;
	if (offset >= 0)
		file->pos = (uint64_t)offset;
	mutex_unlock(&file->pos_lock);
	return offset;
}

long file_read_at(struct file *file, void *buffer, size_t n, uint64_t offset)
{
	struct io io;

	io_init_kernel(&io, buffer, n);
	return file_read(file, &io, &offset);
}

struct page *file_page(struct file *file, uint64_t index, bool write, int *error)
{
	*error = -ENXIO;
	return file->ops->page ? file->ops->page(file, index, write, error) : NULL;
}
