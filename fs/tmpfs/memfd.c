/* SPDX-License-Identifier: MIT */
/*
 * Shared memory without a name: a file in the root's file system that no directory knows.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <uapi/errno.h>

int memory_file_create(uint64_t size, struct file **file)
{
	struct inode *inode;
	int error = tmpfs_create_file(fs_current()->root->inode->fs, 0600, &inode);

	if (error)
		return error;
	error = inode_truncate(inode, size);
	*file = error ? NULL : file_alloc(inode, NULL, O_RDWR, inode->file_ops);
	inode_put(inode);
	return error ? error : *file ? 0 : -ENOMEM;
}
