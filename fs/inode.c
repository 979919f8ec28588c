/* SPDX-License-Identifier: MIT */
/*
 * Inodes: creation and release, permissions, time stamps.
 */
#include <fs/mount.h>
#include <fs/upcalls.h>
#include <fs/vfs.h>
#include <kernel/time/wall.h>
#include <mm/slab.h>
#include <uapi/errno.h>

static struct spinlock ino_lock = SPINLOCK_INIT("inode numbers", LOCK_RANK_FILES);

int64_t fs_now_ns(void)
{
	return (int64_t)wall_clock_ns();
}

struct inode *inode_alloc(struct filesystem *fs, uint32_t mode, uint32_t rdev)
{
	struct inode *inode = kzalloc(sizeof(*inode));

	if (!inode)
		return NULL;
	inode->refs.v = 1;
	inode->fs = fs;
	inode->ops = fs->ops;
	inode->mode = mode;
	inode->rdev = rdev;
	inode->uid = process_fsuid();
	inode->gid = process_fsgid();
	mutex_init(&inode->lock, "inode");
	list_init(&inode->record_locks);
	inode->atime_ns = inode->mtime_ns = inode->ctime_ns = fs_now_ns();
	spin_lock(&ino_lock);
	inode->ino = ++fs->next_ino;
	fs->refs.v++;
	spin_unlock(&ino_lock);
	return inode;
}

void inode_put(struct inode *inode)
{
	struct filesystem *fs;

	DEBUG_ASSERT(may_sleep());
	if (!atomic_dec_and_test(&inode->refs))
		return;
	if (inode->ops->destroy)
		inode->ops->destroy(inode);
	fs = inode->fs;
	kfree(inode);
	filesystem_put(fs);
}

void filesystem_put(struct filesystem *fs)
{
	bool last;

	spin_lock(&ino_lock);
	last = --fs->refs.v == 0;
	spin_unlock(&ino_lock);
	if (last && fs->dynamic)
		kfree(fs);
}

bool inode_is_read_only(const struct inode *inode)
{
	return READ_ONCE(inode->fs->flags) & MOUNT_READ_ONLY;
}

bool inode_is_owned(const struct inode *inode)
{
	uint32_t uid = process_fsuid();

	return uid == 0 || uid == inode->uid;
}

int inode_permission(const struct inode *inode, unsigned may)
{
	uint32_t mode = inode->mode, uid = process_fsuid();
	unsigned flags = READ_ONCE(inode->fs->flags);

	if (unlikely(flags)) {
		if (flags & MOUNT_READ_ONLY && may & MAY_WRITE &&
			(S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode)))
			return -EROFS;
		if (flags & MOUNT_NO_EXEC && may & MAY_EXEC && S_ISREG(mode))
			return -EACCES;
	}
	if (uid == 0)
		return may & MAY_EXEC && !S_ISDIR(mode) && !(mode & 0111) ? -EACCES : 0;
	if (uid == inode->uid)
		mode >>= 6;
	else if (process_in_group(inode->gid))
		mode >>= 3;
	return may & ~mode & 7 ? -EACCES : 0;
}

void inode_drop_privileges(struct inode *inode)
{
	assert_locked(&inode->lock);
	if (likely(!(inode->mode & (S_ISUID | S_ISGID))) || process_fsuid() == 0)
		return;
	inode->mode &= ~(uint32_t)S_ISUID;
	if (inode->mode & S_IXGRP || !process_in_group(inode->gid))
		inode->mode &= ~(uint32_t)S_ISGID;
}

void inode_touch(struct inode *inode)
{
	inode->mtime_ns = inode->ctime_ns = fs_now_ns();
}

void inode_changed(struct inode *inode)
{
	inode->ctime_ns = fs_now_ns();
}
