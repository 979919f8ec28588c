/* SPDX-License-Identifier: MIT */
/*
 * Opening files by the rules of open(2), with the checks in Linux's order.
 */
#include <fs/files.h>
#include <fs/mount.h>
#include <fs/tree.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define TMPFILE_BIT (O_TMPFILE & ~O_DIRECTORY)

int inode_truncate(struct inode *inode, uint64_t size)
{
	int error;

	if (!inode->ops->set_size)
		return -EINVAL;
	mutex_lock(&inode->lock);
	error = inode->ops->set_size(inode, size);
	if (!error)
		inode_touch(inode);
	mutex_unlock(&inode->lock);
	if (!error && atomic_load(&inode->mappings))
		process_unmap_file(inode, (size + PAGE_SIZE - 1) >> PAGE_SHIFT, UINT64_MAX);
	return error;
}

static unsigned wanted(int flags)
{
	int access = flags & O_ACCMODE;
	unsigned may = access == O_RDONLY   ? MAY_READ
		       : access == O_WRONLY ? MAY_WRITE
					    : MAY_READ | MAY_WRITE;

	return flags & O_TRUNC ? may | MAY_WRITE : may;
}

/* May the existing `inode` be opened with `flags`? */
static int may_open(struct inode *inode, int flags)
{
	int error;

	if (flags & O_DIRECTORY && !S_ISDIR(inode->mode))
		return -ENOTDIR;
	if (flags & O_PATH)
		return 0;
	if (S_ISLNK(inode->mode))
		return -ELOOP;
	if (S_ISDIR(inode->mode) && wanted(flags) & MAY_WRITE)
		return -EISDIR;
	if (S_ISSOCK(inode->mode))
		return -ENXIO;
	if (S_ISCHR(inode->mode) && READ_ONCE(inode->fs->flags) & MOUNT_NO_DEV)
		return -EACCES;
	error = inode_permission(inode, wanted(flags));
	if (!error && flags & O_NOATIME && !inode_is_owned(inode))
		error = -EPERM;
	return error;
}

/* Find the dentry to open, or create it if `flags` say so. *entry is counted. Tree lock held. */
static int find_or_create(struct dentry *base, const char *path, int flags, unsigned mode,
	struct dentry **entry)
{
	bool create = flags & O_CREAT, exclusive = create && flags & O_EXCL;
	bool follow = !(flags & O_NOFOLLOW) && !exclusive, made;
	struct path_place place;
	int error = path_walk(base, path, (follow ? WALK_FOLLOW : 0) | (create ? WALK_CREATE : 0),
		&place);

	DEBUG_ASSERT(tree_is_mine());
	if (error)
		return error;
	made = !place.entry;
	if (create && !place.jumped && (!path_is_plain(&place) || place.slash))
		error = -EISDIR;
	else if (place.entry && exclusive)
		error = -EEXIST;
	else if (place.entry && create && S_ISDIR(place.entry->inode->mode))
		error = -EISDIR;
	else if (place.entry)
		error = may_open(place.entry->inode, flags);
	else
		error = fs_create_at(&place, S_IFREG | (mode & 07777), 0);
	if (!error && !made && flags & O_TRUNC && S_ISREG(place.entry->inode->mode))
		error = inode_truncate(place.entry->inode, 0);
	if (!error)
		*entry = dentry_get(place.entry);
	path_place_put(&place);
	return error;
}

/* Open a new file without a name (O_TMPFILE) in the file system of the directory `path`. */
static int open_unnamed(struct dentry *base, const char *path, int flags, unsigned mode,
	struct file **file)
{
	struct inode *inode = NULL;
	struct dentry *dir, *entry;
	int error = path_lookup(base, path, WALK_FOLLOW, &dir);

	if (error)
		return error;
	if (!S_ISDIR(dir->inode->mode))
		error = -ENOTDIR;
	else
		error = inode_permission(dir->inode, MAY_WRITE | MAY_EXEC);
	if (!error && !dir->inode->ops->create)
		error = -EOPNOTSUPP;
	if (!error)
		error = dir->inode->ops->create(dir->inode->fs,
			S_IFREG | (mode & 07777 & ~fs_current()->umask), 0, &inode);
	if (!error) {
		inode->nameless = !(flags & O_EXCL);
		entry = dentry_create(dir, "#", 1, inode);
		*file = entry ? file_alloc(inode, entry, flags & ~O_DIRECTORY, inode->file_ops)
			      : NULL;
		error = *file ? 0 : -ENOMEM;
		dentry_put(entry);
	}
	dentry_put(dir);
	return error;
}

static const struct file_ops *ops_of(struct inode *inode)
{
	return inode->file_ops ? inode->file_ops : device_ops(inode->mode, inode->rdev);
}

static int open_entry(struct dentry *entry, int flags, struct file **result)
{
	static const struct file_ops path_ops = {0};
	struct inode *inode = entry->inode;
	const struct file_ops *ops = flags & O_PATH ? &path_ops : ops_of(inode);
	struct file *file;
	int error = 0;

	if (!ops)
		return -ENXIO;
	file = file_alloc(inode, entry, flags, ops);
	if (!file)
		return -ENOMEM;
	if (ops->open)
		error = ops->open(inode, file);
	if (error) {
		file->ops = &path_ops; /* nothing to release */
		file_put(file);
		return error;
	}
	file->flags &= ~(unsigned)O_NOCTTY;
	*result = file;
	return 0;
}

int fs_open(struct dentry *base, const char *path, int flags, unsigned mode, struct file **file)
{
	struct dentry *entry;
	int error;

	if (flags & O_PATH) {
		flags &= O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC;
	} else if (flags & TMPFILE_BIT) {
		if ((flags & O_TMPFILE) != O_TMPFILE || flags & O_CREAT ||
			(flags & O_ACCMODE) == O_RDONLY)
			return -EINVAL;
		return open_unnamed(base, path, flags, mode, file);
	} else if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY)) {
		return -EINVAL;
	}
	tree_lock();
	error = find_or_create(base, path, flags, mode, &entry);
	tree_unlock();
	if (error)
		return error;
	error = open_entry(entry, flags, file);
	dentry_put(entry);
	return error;
}

int vfs_open(const char *path, int flags, unsigned mode, struct file **file)
{
	return fs_open(NULL, path, flags, mode, file);
}
