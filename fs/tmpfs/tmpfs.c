/* SPDX-License-Identifier: MIT */
/*
 * tmpfs: files are pages of the page cache with nothing behind them, directories are trees of
 * dentries. A file system counts its pages and refuses more than its limit.
 */
#include <fs/tmpfs/tmpfs.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define SIZE_MOST INT64_MAX /* of a file */

static const struct file_ops tmpfs_file_ops, tmpfs_dir_ops;

/* --- Pages --- */

static bool page_charge(struct filesystem *fs)
{
	if (__atomic_add_fetch(&fs->used_pages, 1, __ATOMIC_RELAXED) <= fs->max_pages)
		return true;
	__atomic_sub_fetch(&fs->used_pages, 1, __ATOMIC_RELAXED);
	return false;
}

static void page_uncharge(struct filesystem *fs, size_t pages)
{
	__atomic_sub_fetch(&fs->used_pages, pages, __ATOMIC_RELAXED);
}

/* Find page `index`, or create it. *page is counted. 0, -ENOSPC or -ENOMEM. */
static int page_make(struct inode *inode, uint64_t index, struct page **page)
{
	for (;;) {
		struct page *fresh;
		int error;

		*page = page_cache_find(&inode->pages, index);
		if (*page)
			return 0;
		snapshot_page_changes(inode, index);
		if (!page_charge(inode->fs))
			return -ENOSPC;
		fresh = page_alloc_zeroed(0);
		error = fresh ? page_cache_insert(&inode->pages, index, fresh) : -ENOMEM;
		if (!error)
			continue;
		page_uncharge(inode->fs, 1);
		if (fresh)
			page_put(fresh);
		if (error != -EEXIST)
			return error;
	}
}

static struct page *tmpfs_page(struct file *file, uint64_t index, bool write, int *error)
{
	struct inode *inode = file->inode;
	struct page *page;
	int result;

	if (index > UINT64_MAX >> PAGE_SHIFT ||
		index << PAGE_SHIFT >= page_cache_size(&inode->pages))
		return NULL;
	if (write)
		snapshot_page_changes(inode, index);
	result = page_make(inode, index, &page);
	if (result == -ENOMEM)
		*error = -ENOMEM;
	return result ? NULL : page;
}

/* --- Contents --- */

static long tmpfs_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct inode *inode = file->inode;
	size_t start = io->left;

	while (io->left) {
		uint64_t size = page_cache_size(&inode->pages), at = *pos;
		size_t offset = (size_t)at & (PAGE_SIZE - 1), n, copied;
		struct page *page;

		if (at >= size)
			break;
		n = MIN(io->left, (size_t)(PAGE_SIZE - offset));
		n = (size_t)MIN((uint64_t)n, size - at);
		page = page_cache_find(&inode->pages, at >> PAGE_SHIFT);
		if (page) {
			copied = io_store(io, (char *)page_address(page) + offset, n);
			page_put(page);
		} else {
			copied = io_store_zeros(io, n);
		}
		*pos += copied;
		if (copied < n)
			return start == io->left ? -EFAULT : (long)(start - io->left);
	}
	if (!(READ_ONCE(file->flags) & O_NOATIME))
		inode->atime_ns = fs_now_ns();
	return (long)(start - io->left);
}

/* Write n bytes at `at`, all in one page. The number written or -errno. Lock: inode->lock. */
static long write_part(struct inode *inode, struct io *io, size_t n, uint64_t at)
{
	size_t offset = (size_t)at & (PAGE_SIZE - 1), copied;
	uint64_t size;
	struct page *page;
	char *bytes;
	int error;

	assert_locked(&inode->lock);
	snapshot_page_changes(inode, at >> PAGE_SHIFT);
	error = page_make(inode, at >> PAGE_SHIFT, &page);
	if (error)
		return error;
	bytes = (char *)page_address(page) + offset;
	copied = io_fetch(io, bytes, n);
	size = page_cache_size(&inode->pages);
	/* Bytes that a failed copy left beyond the end must not appear when the file grows. */
	if (copied < n && at + n > size) {
		size_t keep = at + copied >= size ? copied : (size_t)(size - at);

		memset(bytes + keep, 0, n - keep);
	}
	if (copied && at + copied > size)
		page_cache_set_size(&inode->pages, at + copied);
	page_put(page);
	return copied ? (long)copied : -EFAULT;
}

static long tmpfs_write(struct file *file, struct io *io, uint64_t *pos)
{
	struct inode *inode = file->inode;
	uint64_t limit = MIN(process_size_limit(), (uint64_t)SIZE_MOST);
	size_t start = io->left;
	long result = 0;

	mutex_lock(&inode->lock);
	if (READ_ONCE(file->flags) & O_APPEND)
		*pos = page_cache_size(&inode->pages);
	if (io->left && inode->seals & SEALS_WRITE)
		result = -EPERM;
	if (io->left && !result && *pos >= limit) {
		result = -EFBIG;
		if (limit < SIZE_MOST)
			signal_self(SIGXFSZ);
	}
	while (io->left && result >= 0) {
		size_t n = MIN(io->left, (size_t)(PAGE_SIZE - (*pos & (PAGE_SIZE - 1))));

		if (*pos >= limit)
			break;
		n = (size_t)MIN((uint64_t)n, limit - *pos);
		if (inode->seals & F_SEAL_GROW && *pos + n > page_cache_size(&inode->pages)) {
			result = -EPERM;
			break;
		}
		result = write_part(inode, io, n, *pos);
		if (result > 0)
			*pos += (uint64_t)result;
		if (result >= 0 && (size_t)result < n)
			break;
	}
	if (start != io->left) {
		inode_drop_privileges(inode);
		inode_touch(inode);
	}
	mutex_unlock(&inode->lock);
	return start == io->left && result < 0 ? result : (long)(start - io->left);
}

/* Save pages [first, last] for the snapshot: they are about to change. Lock: inode->lock. */
static void pages_change(struct inode *inode, uint64_t first, uint64_t last)
{
	assert_locked(&inode->lock);
	if (likely(!inode->saved))
		return;
	while ((first = page_cache_next(&inode->pages, first, true)) <= last && first != UINT64_MAX)
		snapshot_save_page(inode, first++);
}

static int tmpfs_set_size(struct inode *inode, uint64_t size)
{
	size_t offset = (size_t)size & (PAGE_SIZE - 1);
	uint64_t old = page_cache_size(&inode->pages);
	struct page *page;

	assert_locked(&inode->lock);
	if (size > SIZE_MOST)
		return -EFBIG;
	if ((size > old && inode->seals & F_SEAL_GROW) ||
		(size < old && inode->seals & F_SEAL_SHRINK))
		return -EPERM;
	if (size > old && size > process_size_limit()) {
		signal_self(SIGXFSZ);
		return -EFBIG;
	}
	page_cache_set_size(&inode->pages, size);
	if (size < old) {
		pages_change(inode, size >> PAGE_SHIFT, UINT64_MAX);
		page_uncharge(inode->fs,
			page_cache_truncate(&inode->pages, (size >> PAGE_SHIFT) + (offset != 0)));
		page = offset ? page_cache_find(&inode->pages, size >> PAGE_SHIFT) : NULL;
		if (page) {
			memset((char *)page_address(page) + offset, 0, PAGE_SIZE - offset);
			page_put(page);
		}
	}
	return 0;
}

/* Clear bytes [start, end), which lie in one page, if that page exists. */
static void clear_part(struct inode *inode, uint64_t start, uint64_t end)
{
	struct page *page =
		start < end ? page_cache_find(&inode->pages, start >> PAGE_SHIFT) : NULL;

	if (!page)
		return;
	memset((char *)page_address(page) + (start & (PAGE_SIZE - 1)), 0, (size_t)(end - start));
	page_put(page);
}

static void punch_hole(struct inode *inode, uint64_t start, uint64_t end)
{
	uint64_t first = (start + PAGE_SIZE - 1) >> PAGE_SHIFT, last = end >> PAGE_SHIFT;

	pages_change(inode, start >> PAGE_SHIFT, last);
	if (first > last) { /* within one page */
		clear_part(inode, start, end);
		return;
	}
	clear_part(inode, start, first << PAGE_SHIFT);
	clear_part(inode, last << PAGE_SHIFT, end);
	page_uncharge(inode->fs, page_cache_remove(&inode->pages, first, last));
}

static int tmpfs_allocate(struct inode *inode, uint64_t start, uint64_t end, bool punch)
{
	uint64_t last = (end - 1) >> PAGE_SHIFT;
	int error = 0;

	assert_locked(&inode->lock);
	if (punch) {
		if (inode->seals & SEALS_WRITE)
			return -EPERM;
		punch_hole(inode, start, end);
		return 0;
	}
	if (inode->seals & F_SEAL_GROW && end > page_cache_size(&inode->pages))
		return -EPERM;
	if (last - (start >> PAGE_SHIFT) >= inode->fs->max_pages)
		return -ENOSPC;
	for (uint64_t index = start >> PAGE_SHIFT; !error && index <= last; index++) {
		struct page *page;

		error = page_make(inode, index, &page);
		if (!error)
			page_put(page);
	}
	return error;
}

static const struct file_ops tmpfs_file_ops = {
	.read = tmpfs_read,
	.write = tmpfs_write,
	.page = tmpfs_page,
};

static const struct file_ops tmpfs_dir_ops = {
	.readdir = dentry_readdir,
};

/* --- Inodes --- */

static int tmpfs_create_inode(struct filesystem *fs, uint32_t mode, uint32_t rdev,
	struct inode **result)
{
	struct inode *inode = inode_alloc(fs, mode, rdev);

	if (!inode)
		return -ENOMEM;
	if (S_ISDIR(mode)) {
		inode->file_ops = &tmpfs_dir_ops;
		list_init(&inode->dir.children);
		inode->dir.next_pos = 2;
	} else if (S_ISREG(mode)) {
		inode->file_ops = &tmpfs_file_ops;
		inode->seals = F_SEAL_SEAL;
		page_cache_init(&inode->pages);
	}
	*result = inode;
	return 0;
}

static long tmpfs_readlink(struct inode *inode, char *text)
{
	return (long)strlcpy(text, inode->symlink, PATH_MAX);
}

static void tmpfs_destroy(struct inode *inode)
{
	if (S_ISREG(inode->mode))
		page_uncharge(inode->fs, page_cache_truncate(&inode->pages, 0));
	else if (S_ISLNK(inode->mode))
		kfree(inode->symlink);
}

static const struct inode_ops tmpfs_inode_ops = {
	.create = tmpfs_create_inode,
	.readlink = tmpfs_readlink,
	.set_size = tmpfs_set_size,
	.allocate = tmpfs_allocate,
	.destroy = tmpfs_destroy,
};

struct filesystem *tmpfs_create(size_t max_pages)
{
	static uint32_t minor = 16; /* device numbers below are given by hand */
	struct filesystem *fs = kzalloc(sizeof(*fs));
	struct inode *root;

	if (!fs)
		return NULL;
	fs->type = "tmpfs";
	fs->magic = 0x01021994;
	fs->dev = MAKEDEV(0, __atomic_add_fetch(&minor, 1, __ATOMIC_RELAXED));
	fs->ops = &tmpfs_inode_ops;
	fs->max_pages = max_pages;
	fs->dynamic = true;
	fs->refs.v = 1;
	if (!tmpfs_create_inode(fs, S_IFDIR | 0755, 0, &root)) {
		root->links = 2;
		fs->root = dentry_create(NULL, "", 0, root);
	}
	if (!fs->root) {
		kfree(fs);
		return NULL;
	}
	return fs;
}
