/* SPDX-License-Identifier: MIT */
/*
 * Shared memory without a path: a file in the first file system that is in no directory. Anonymous
 * shared mappings and memfd_create(2) use it, whatever the root of the process.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <lib/string.h>
#include <uapi/errno.h>

static int create_file(unsigned mode, struct inode **inode)
{
	struct filesystem *fs = tree_first_filesystem();

	return fs->ops->create(fs, S_IFREG | (mode & 07777), 0, inode);
}

int memory_file_create(uint64_t size, struct file **file)
{
	struct inode *inode;
	int error = create_file(0600, &inode);

	if (error)
		return error;
	error = inode_truncate(inode, size);
	*file = error ? NULL : file_alloc(inode, NULL, O_RDWR, inode->file_ops);
	inode_put(inode);
	return error ? error : *file ? 0 : -ENOMEM;
}

int fs_open_memory(const char *name, unsigned mode, unsigned seals, struct file **file)
{
	struct dentry *entry;
	struct inode *inode;
	int error = create_file(mode, &inode);

	if (error)
		return error;
	inode->seals = seals;
	entry = dentry_create(inode->fs->root, name, strlen(name), inode);
	*file = entry ? file_alloc(inode, entry, O_RDWR | O_LARGEFILE, inode->file_ops) : NULL;
	dentry_put(entry);
	return *file ? 0 : -ENOMEM;
}
