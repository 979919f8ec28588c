/* SPDX-License-Identifier: MIT */
/*
 * /proc/mounts and mountinfo (proc(5)).
 */
#include <fs/mount.h>
#include <fs/proc/procfs.h>
#include <lib/printf.h>

static void put_flags(struct proc_text *text, unsigned flags)
{
	text_printf(text, "%s%s%s%s,relatime", flags & MOUNT_READ_ONLY ? "ro" : "rw",
		flags & MOUNT_NO_SUID ? ",nosuid" : "", flags & MOUNT_NO_DEV ? ",nodev" : "",
		flags & MOUNT_NO_EXEC ? ",noexec" : "");
}

/* Append the mount point as the current process sees it, spaces written as in proc(5). Tree lock
 * held. */
static void put_place(struct proc_text *text, const struct mount *mount)
{
	char buffer[256],
		*at = mount->root->covers ? dentry_path(mount->root, buffer, sizeof(buffer)) : NULL;

	DEBUG_ASSERT(tree_is_mine());
	if (!mount->root->covers)
		at = "/";
	for (; at && *at; at++) {
		if (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\\')
			text_printf(text, "\\%03o", *at);
		else
			text_append(text, at, 1);
	}
}

int proc_show_mounts(struct proc_text *text, const struct proc_node *node)
{
	const struct mount *mount;

	tree_lock();
	list_for_each_entry(mount, &fs_mounts, link) {
		text_printf(text, "%s ", mount->source);
		put_place(text, mount);
		text_printf(text, " %s ", mount->fs->type);
		put_flags(text, mount->fs->flags);
		text_printf(text, " 0 0\n");
	}
	tree_unlock();
	return 0;
}

/* The id of the mount that `mount` lies in; 0: none. Tree lock held. */
static unsigned parent_id(const struct mount *mount)
{
	const struct dentry *at = mount->root->covers;
	const struct mount *other;

	DEBUG_ASSERT(tree_is_mine());
	while (at && at->parent != at)
		at = at->parent;
	list_for_each_entry(other, &fs_mounts, link) {
		if (other->root == at)
			return other->id;
	}
	return 0;
}

int proc_show_mountinfo(struct proc_text *text, const struct proc_node *node)
{
	const struct mount *mount;

	tree_lock();
	list_for_each_entry(mount, &fs_mounts, link) {
		const struct filesystem *fs = mount->fs;

		text_printf(text, "%u %u %u:%u / ", mount->id, parent_id(mount), DEV_MAJOR(fs->dev),
			DEV_MINOR(fs->dev));
		put_place(text, mount);
		text_append(text, " ", 1);
		put_flags(text, fs->flags);
		text_printf(text, " - %s %s %s\n", fs->type, mount->source,
			fs->flags & MOUNT_READ_ONLY ? "ro" : "rw");
	}
	tree_unlock();
	return 0;
}
