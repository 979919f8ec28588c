/* SPDX-License-Identifier: MIT */
/*
 * Mounting and unmounting, under the tree lock. A file system that was created for a mount is
 * discarded with its last mount: its names are removed from their directories. Inodes that are
 * still in use keep the file system itself (fs/inode.c).
 */
#include <fs/files.h>
#include <fs/mount.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct list fs_mounts = LIST_INIT(fs_mounts);

static struct filesystem_type *types; /* all registered; linked at boot, then constant */

/* The mount with this root; NULL: none. Tree lock held. */
static struct mount *find_mount(const struct dentry *root)
{
	struct mount *mount;

	DEBUG_ASSERT(tree_is_mine());
	list_for_each_entry(mount, &fs_mounts, link) {
		if (mount->root == root)
			return mount;
	}
	return NULL;
}

/* Tree lock held. */
static unsigned count_mounts(const struct filesystem *fs)
{
	const struct mount *mount;
	unsigned count = 0;

	DEBUG_ASSERT(tree_is_mine());
	list_for_each_entry(mount, &fs_mounts, link)
		count += mount->fs == fs;
	return count;
}

static struct mount *mount_alloc(struct filesystem *fs, struct dentry *root, const char *source)
{
	static unsigned next_id = 20;
	struct mount *mount = kzalloc(sizeof(*mount));

	if (!mount)
		return NULL;
	mount->fs = fs;
	mount->root = root;
	mount->id = ++next_id;
	strlcpy(mount->source, source && *source ? source : "none", sizeof(mount->source));
	list_push_back(&fs_mounts, &mount->link);
	return mount;
}

void fs_mount_root(struct filesystem *fs)
{
	mount_alloc(fs, dentry_get(fs->root), "tmpfs");
}

/* Mount `root`, whose reference this takes, on `point`. Tree lock held. */
static int put_on(struct filesystem *fs, struct dentry *root, const char *source,
	struct dentry *point)
{
	int error = 0;

	DEBUG_ASSERT(tree_is_mine());
	if (S_ISDIR(root->inode->mode) != S_ISDIR(point->inode->mode))
		error = -ENOTDIR;
	else if (point->mounted || !dentry_is_linked(point))
		error = point->mounted ? -EBUSY : -ENOENT;
	else if (!mount_alloc(fs, root, source))
		error = -ENOMEM;
	if (error) {
		dentry_put(root);
		return error;
	}
	root->covers = dentry_get(point);
	point->mounted = dentry_get(root);
	return 0;
}

/* A second root for the inode of a directory or file that already has a place in the tree. NULL:
 * no memory. Tree lock held. */
static struct dentry *alias_of(struct dentry *dentry)
{
	struct dentry *alias = dentry_create(NULL, "", 0, inode_get(dentry->inode));

	DEBUG_ASSERT(tree_is_mine());
	/* Dentries that a directory keeps have the original dentry as their parent. */
	if (alias && !dentry->inode->ops->lookup)
		alias->original = dentry_get(dentry->original ? dentry->original : dentry);
	return alias;
}

/* Tree lock held. */
static int mount_locked(struct filesystem *fs, const char *source, struct dentry *point)
{
	struct dentry *root;

	DEBUG_ASSERT(tree_is_mine());
	if (point->inode == fs->root->inode)
		return -EBUSY; /* on itself */
	root = count_mounts(fs) ? alias_of(fs->root) : dentry_get(fs->root);
	return root ? put_on(fs, root, source, point) : -ENOMEM;
}

int fs_mount(struct filesystem *fs, struct dentry *point)
{
	int error;

	tree_lock();
	error = mount_locked(fs, fs->type, point);
	tree_unlock();
	return error;
}

/* --- Options --- */

/* Apply `options`, such as "a,b=c". Overwrites its commas. */
static int set_options(struct filesystem *fs, const struct filesystem_type *type, char *options)
{
	int error = 0;

	while (*options && !error) {
		char *end = options;

		while (*end && *end != ',')
			end++;
		if (*end)
			*end++ = '\0';
		if (*options)
			error = type->set_option(fs, options);
		options = end;
	}
	return error;
}

void fs_register_type(struct filesystem_type *type)
{
	type->next = types;
	types = type;
}

static const struct filesystem_type *find_type(const char *name)
{
	const struct filesystem_type *type = types;

	while (type && strcmp(type->name, name) != 0)
		type = type->next;
	return type;
}

static int apply_options(struct filesystem *fs, const char *options)
{
	const struct filesystem_type *type = find_type(fs->type);
	char *copy;
	int error;

	if (!options || !type->set_option)
		return 0;
	copy = kmalloc(strlen(options) + 1);
	if (!copy)
		return -ENOMEM;
	strlcpy(copy, options, strlen(options) + 1);
	error = set_options(fs, type, copy);
	kfree(copy);
	return error;
}

/* --- Mounting --- */

/* Discard a file system that was created for a mount, when this failed or its last mount is gone:
 * remove all its names. Tree lock held. */
static void discard(struct filesystem *fs)
{
	struct dentry *root = fs->root, *at = root;

	DEBUG_ASSERT(tree_is_mine());
	/* Depth first without recursion: always the first child, until there is none. */
	while (at != root || !list_is_empty(&root->inode->dir.children)) {
		struct inode *inode = at->inode;
		struct dentry *parent = at->parent;

		if (S_ISDIR(inode->mode) && !list_is_empty(&inode->dir.children)) {
			at = list_entry(inode->dir.children.next, struct dentry, link);
			continue;
		}
		inode->links = 0;
		dentry_unlink(at);
		at = parent;
	}
	root->inode->links = 0;
	fs->root = NULL;
	dentry_put(root);
	filesystem_put(fs);
}

int fs_mount_type(const char *type, const char *source, unsigned flags, const char *options,
	struct dentry *point)
{
	const struct filesystem_type *known = find_type(type);
	struct filesystem *fs = known ? known->single : NULL;
	int error = known ? 0 : -ENODEV;

	if (!error && !fs)
		error = known->make(&fs);
	if (!error)
		error = apply_options(fs, options);
	tree_lock();
	if (!error)
		error = mount_locked(fs, source, point);
	if (!error && count_mounts(fs) == 1)
		fs->flags = flags & MOUNT_FS_FLAGS;
	else if (error && fs && fs->dynamic)
		discard(fs);
	tree_unlock();
	return error;
}

int fs_mount_bind(struct dentry *what, const char *source, struct dentry *point)
{
	struct dentry *root;
	int error;

	tree_lock();
	root = alias_of(what);
	error = root ? put_on(what->inode->fs, root, source, point) : -ENOMEM;
	tree_unlock();
	return error;
}

int fs_remount(struct dentry *point, unsigned flags, const char *options)
{
	struct mount *mount;
	int error;

	tree_lock();
	mount = find_mount(point);
	error = mount ? apply_options(mount->fs, options) : -EINVAL;
	if (!error)
		mount->fs->flags = flags & MOUNT_FS_FLAGS;
	tree_unlock();
	return error;
}

/* --- Unmounting --- */

/* Is anything mounted below the root of `mount`? Tree lock held. */
static bool has_inner_mounts(const struct mount *mount)
{
	const struct mount *other;

	DEBUG_ASSERT(tree_is_mine());
	list_for_each_entry(other, &fs_mounts, link) {
		const struct dentry *at = other->root->covers;

		for (; at; at = at->parent == at ? NULL : at->parent)
			if (at == mount->root)
				return true;
	}
	return false;
}

/* Tree lock held. */
static bool is_in_use(const struct mount *mount)
{
	DEBUG_ASSERT(tree_is_mine());
	/* Files reached through a bound directory belong to the original tree, so only
	 * references to the root count: the mount's, the covered dentry's and the caller's are
	 * always there. */
	if (mount->root != mount->fs->root)
		return atomic_load(&mount->root->refs) > 3;
	return process_uses_filesystem(mount->fs);
}

int fs_unmount(struct dentry *point, bool detach)
{
	struct mount *mount;
	struct dentry *covered;
	int error = 0;

	tree_lock();
	mount = find_mount(point);
	if (!mount || !point->covers)
		error = mount ? -EBUSY : -EINVAL;
	else if (has_inner_mounts(mount) || (!detach && is_in_use(mount)))
		error = -EBUSY;
	if (!error) {
		covered = point->covers;
		point->covers = NULL;
		covered->mounted = NULL;
		list_remove(&mount->link);
		dentry_put(point);
		dentry_put(covered);
		if (mount->fs->dynamic && !count_mounts(mount->fs))
			discard(mount->fs);
		dentry_put(mount->root);
		kfree(mount);
	}
	tree_unlock();
	return error;
}
