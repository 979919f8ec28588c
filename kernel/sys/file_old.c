/* SPDX-License-Identifier: MIT */
/*
 * The first forms of file calls on i386, with structures of 16-bit numbers and arguments in memory.
 * Today's programs use newer calls; old binaries and small C libraries still use these.
 */
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define NS_PER_SEC ((int64_t)1000000000)

/* select() with its five arguments in memory. */
SYSCALL(old_select)
{
	unsigned long w[5];

	if (copy_from_user(w, a0, sizeof(w)))
		return -EFAULT;
	return sys_select(w[0], w[1], w[2], w[3], w[4], 0);
}

struct old_stat {
	uint16_t dev, ino, mode, nlink, uid, gid, rdev;
	unsigned long size, atime, mtime, ctime;
};

static uint16_t small_id(uint32_t id)
{
	return id > UINT16_MAX ? 65534 : (uint16_t)id;
}

static uint16_t small_dev(uint32_t dev)
{
	return (uint16_t)(DEV_MAJOR(dev) << 8 | (DEV_MINOR(dev) & 0xff));
}

static int old_stat_put(struct inode *inode, uintptr_t user)
{
	uint64_t size = S_ISREG(inode->mode) && inode->file_ops && inode->file_ops->page
				? page_cache_size(&inode->pages)
				: 0;
	struct old_stat out = {
		.dev = small_dev(inode->fs->dev),
		.ino = (uint16_t)inode->ino,
		.mode = (uint16_t)inode->mode,
		.nlink = (uint16_t)inode->links,
		.uid = small_id(inode->uid),
		.gid = small_id(inode->gid),
		.rdev = small_dev(inode->rdev),
		.size = (unsigned long)size,
		.atime = (unsigned long)(inode->atime_ns / NS_PER_SEC),
		.mtime = (unsigned long)(inode->mtime_ns / NS_PER_SEC),
		.ctime = (unsigned long)(inode->ctime_ns / NS_PER_SEC),
	};

	if (out.ino != inode->ino || out.nlink != inode->links || size > INT32_MAX)
		return -EOVERFLOW;
	return copy_to_user(user, &out, sizeof(out)) ? -EFAULT : 0;
}

static long old_stat_path(uintptr_t path, unsigned walk_flags, uintptr_t user)
{
	struct inode *inode;
	int error = user_inode((unsigned long)AT_FDCWD, path, walk_flags, &inode);

	if (error)
		return error;
	error = old_stat_put(inode, user);
	inode_put(inode);
	return error;
}

SYSCALL(oldstat)
{
	return old_stat_path(a0, WALK_FOLLOW, a1);
}

SYSCALL(oldlstat)
{
	return old_stat_path(a0, 0, a1);
}

SYSCALL(oldfstat)
{
	struct file *file = fd_file_any(a0);
	int error;

	if (!file)
		return -EBADF;
	error = old_stat_put(file->inode, a1);
	file_put(file);
	return error;
}

/* --- Owners of 16 bits: 65535 leaves the owner unchanged --- */

static unsigned long wide_id(unsigned long id)
{
	return (uint16_t)id == UINT16_MAX ? (unsigned long)UINT32_MAX : (uint16_t)id;
}

SYSCALL(old_chown)
{
	return sys_chown(a0, wide_id(a1), wide_id(a2), 0, 0, 0);
}

SYSCALL(old_lchown)
{
	return sys_lchown(a0, wide_id(a1), wide_id(a2), 0, 0, 0);
}

SYSCALL(old_fchown)
{
	return sys_fchown(a0, wide_id(a1), wide_id(a2), 0, 0, 0);
}

/* --- Directories, one entry at a time --- */

struct old_dirent {
	unsigned long ino, pos;
	uint16_t length;
	char name[];
} __attribute__((packed));

struct one_entry {
	struct dir_sink sink;
	bool taken;
	struct {
		unsigned long ino, pos;
		uint16_t length;
		char name[NAME_MAX + 1];
	} __attribute__((packed)) record;
};

static bool take_one(struct dir_sink *sink, const char *name, size_t length, uint64_t ino,
	uint32_t mode, uint64_t next_pos)
{
	struct one_entry *entry = container_of(sink, struct one_entry, sink);

	if (entry->taken)
		return false;
	entry->taken = true;
	entry->record.ino = (unsigned long)ino;
	entry->record.pos = (unsigned long)next_pos - 1;
	entry->record.length = (uint16_t)length;
	memcpy(entry->record.name, name, length);
	entry->record.name[length] = '\0';
	return true;
}

SYSCALL(old_readdir)
{
	struct one_entry entry = {.sink.add = take_one};
	struct file *file = fd_file(a0);
	uint64_t pos;
	long result = -ENOTDIR;

	if (!file)
		return -EBADF;
	if (file->ops->readdir) {
		mutex_lock(&file->pos_lock);
		tree_lock();
		pos = file->pos;
		result = file->ops->readdir(file, &entry.sink, &pos);
		tree_unlock();
		if (!result && entry.taken) {
			result = copy_to_user(a1, &entry.record,
					 offsetof(struct old_dirent, name) + entry.record.length +
						 1u)
					 ? -EFAULT
					 : 1;
			file->pos = pos;
		}
		mutex_unlock(&file->pos_lock);
	}
	file_put(file);
	return result;
}
