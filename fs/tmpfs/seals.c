/* SPDX-License-Identifier: MIT */
/*
 * The space of files, and seals, which forbid changes of a file. Calls check for seals with the
 * inode's lock held, so that none is still running once the seal is set. Writable mappings are
 * searched after the seal is set, so that none slips in between.
 */
#include <fs/tree.h>
#include <fs/upcalls.h>
#include <uapi/errno.h>

int inode_allocate(struct inode *inode, uint64_t start, uint64_t end, bool punch)
{
	int error;

	if (!inode->ops->allocate)
		return -EOPNOTSUPP;
	mutex_lock(&inode->lock);
	error = inode->ops->allocate(inode, start, end, punch);
	if (!error)
		inode_touch(inode);
	mutex_unlock(&inode->lock);
	if (!error && punch && atomic_load(&inode->mappings))
		process_unmap_file(inode, (start + PAGE_SIZE - 1) >> PAGE_SHIFT, end >> PAGE_SHIFT);
	return error;
}

/* Only regular files of a tmpfs have seals. */
static bool has_seals(const struct file *file)
{
	return S_ISREG(file->inode->mode) && file->inode->ops->allocate;
}

long file_get_seals(const struct file *file)
{
	return has_seals(file) ? (long)READ_ONCE(file->inode->seals) : -EINVAL;
}

long file_add_seals(struct file *file, unsigned seals)
{
	struct inode *inode = file->inode;
	unsigned old;
	long result = 0;

	if (!(file->mode & FILE_WRITE))
		return -EPERM;
	if (seals & ~SEALS_ALL || !has_seals(file))
		return -EINVAL;
	mutex_lock(&inode->lock);
	old = inode->seals;
	if (seals & F_SEAL_EXEC && inode->mode & 0111)
		seals |= F_SEAL_SHRINK | F_SEAL_GROW | SEALS_WRITE;
	if (old & F_SEAL_SEAL)
		result = -EPERM;
	else
		WRITE_ONCE(inode->seals, old | seals);
	if (!result && seals & ~old & F_SEAL_WRITE && process_may_write_mapping(inode)) {
		WRITE_ONCE(inode->seals, old);
		result = -EBUSY;
	}
	mutex_unlock(&inode->lock);
	return result;
}
