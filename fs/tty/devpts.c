/* SPDX-License-Identifier: MIT */
/*
 * devpts: a directory with one device for each pseudo-terminal whose master is open. Its entries
 * are dentries that only fs/tty/pty.c adds and removes: users create pairs by opening /dev/ptmx.
 */
#include <fs/mount.h>
#include <fs/tree.h>
#include <fs/tty/pty.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define GROUP_TTY 5

static const struct inode_ops devpts_inode_ops = {0};
static const struct file_ops devpts_dir_ops = {.readdir = dentry_readdir};

static struct filesystem devpts_fs = {
	.type = "devpts",
	.dev = MAKEDEV(0, 5),
	.magic = 0x1cd1,
	.ops = &devpts_inode_ops,
};

struct dentry *devpts_add(unsigned index)
{
	struct inode *inode = inode_alloc(&devpts_fs, S_IFCHR | 0620, MAKEDEV(PTS_MAJOR, index));
	struct dentry *entry;
	char name[12];
	int length = snprintf(name, sizeof(name), "%u", index);

	if (!inode)
		return NULL;
	inode->gid = GROUP_TTY;
	inode->ino = index + 3;
	inode->links = 1;
	entry = dentry_create(devpts_fs.root, name, (size_t)length, inode);
	if (!entry)
		return NULL;
	tree_lock();
	dentry_link(entry);
	inode_touch(devpts_fs.root->inode);
	tree_unlock();
	return entry;
}

void devpts_remove(struct dentry *entry)
{
	/* A lookup in /proc/PID/fd, with the lock held, may drop a master's last reference. */
	bool mine = tree_is_mine();

	if (!mine)
		tree_lock();
	entry->inode->links = 0;
	dentry_unlink(entry);
	inode_touch(devpts_fs.root->inode);
	if (!mine)
		tree_unlock();
	dentry_put(entry);
}

int devpts_init(void)
{
	static struct filesystem_type type = {.name = "devpts", .single = &devpts_fs};
	struct inode *inode = inode_alloc(&devpts_fs, S_IFDIR | 0755, 0);
	struct dentry *point;
	int error;

	if (!inode)
		return -ENOMEM;
	inode->links = 2;
	inode->file_ops = &devpts_dir_ops;
	list_init(&inode->dir.children);
	inode->dir.next_pos = 2;
	fs_register_type(&type);
	devpts_fs.root = dentry_create(NULL, "", 0, inode);
	if (!devpts_fs.root)
		return -ENOMEM;
	error = path_lookup(NULL, "/dev/pts", WALK_FOLLOW, &point);
	if (error)
		return error;
	error = fs_mount(&devpts_fs, point);
	dentry_put(point);
	return error;
}
