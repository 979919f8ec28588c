/* SPDX-License-Identifier: MIT */
/*
 * System calls that change directories. Each function follows its paths, makes all checks in
 * Linux's order, then changes the tree, all under the tree lock.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

/* May entries be added to or removed from `dir`? */
static int may_change(struct dentry *dir)
{
	int error = inode_permission(dir->inode, MAY_WRITE | MAY_EXEC);

	DEBUG_ASSERT(tree_is_mine());
	if (!error && !dentry_is_linked(dir))
		error = -ENOENT;
	if (!error && !dir->inode->ops->create)
		error = -EPERM;
	return error;
}

/* May `entry` be removed from `dir`, as a directory or as anything but a directory? */
static int may_remove(struct dentry *dir, struct dentry *entry, bool as_directory)
{
	int error = may_change(dir);

	if (error)
		return error;
	if (dir->inode->mode & S_ISVTX && !inode_is_owned(dir->inode) &&
		!inode_is_owned(entry->inode))
		return -EPERM;
	if (as_directory && !S_ISDIR(entry->inode->mode))
		return -ENOTDIR;
	if (!as_directory && S_ISDIR(entry->inode->mode))
		return -EISDIR;
	return entry->covers || entry->mounted ? -EBUSY : 0;
}

int fs_create_at(struct path_place *place, uint32_t mode, uint32_t rdev)
{
	struct inode *dir = place->dir->inode, *inode;
	struct dentry *entry;
	int error = may_change(place->dir);

	DEBUG_ASSERT(tree_is_mine());
	if (!error)
		error = dir->ops->create(dir->fs, mode & ~READ_ONCE(fs_current()->umask), rdev,
			&inode);
	if (error)
		return error;
	if (dir->mode & S_ISGID) {
		inode->gid = dir->gid;
		if (S_ISDIR(mode))
			inode->mode |= S_ISGID;
	}
	inode->links = S_ISDIR(mode) ? 2 : 1;
	entry = dentry_create(place->dir, place->name, place->length, inode);
	if (!entry)
		return -ENOMEM;
	dentry_link(entry);
	if (S_ISDIR(mode))
		dir->links++;
	inode_touch(dir);
	place->entry = entry;
	return 0;
}

/* Follow `path` to a name that does not exist yet. Only a directory's may have a slash after it. */
static int walk_to_new(struct dentry *base, const char *path, bool directory,
	struct path_place *place)
{
	int error = path_walk(base, path, WALK_CREATE, place);

	if (error)
		return error;
	if (place->entry || !path_is_plain(place))
		error = -EEXIST;
	else if (place->slash && !directory)
		error = -ENOENT;
	if (error)
		path_place_put(place);
	return error;
}

int fs_mknod(struct dentry *base, const char *path, uint32_t mode, uint32_t rdev)
{
	struct path_place place;
	int error;

	tree_lock();
	error = walk_to_new(base, path, S_ISDIR(mode), &place);
	if (!error) {
		error = fs_create_at(&place, mode, rdev);
		path_place_put(&place);
	}
	tree_unlock();
	return error;
}

int fs_mkdir(struct dentry *base, const char *path, uint32_t mode)
{
	return fs_mknod(base, path, S_IFDIR | (mode & (0777 | S_ISVTX)), 0);
}

int fs_symlink(struct dentry *base, const char *path, const char *text)
{
	size_t size = strlen(text) + 1;
	struct path_place place;
	char *copy;
	int error;

	if (size == 1)
		return -ENOENT;
	copy = kmalloc(size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, size);
	tree_lock();
	error = walk_to_new(base, path, false, &place);
	if (!error) {
		error = fs_create_at(&place, S_IFLNK | 0777, 0);
		if (!error) {
			place.entry->inode->mode = S_IFLNK | 0777; /* whatever the umask */
			place.entry->inode->symlink = copy;
			copy = NULL;
		}
		path_place_put(&place);
	}
	tree_unlock();
	kfree(copy);
	return error;
}

/* Remove a checked entry from its directory. Tree lock held. */
static void remove_entry(struct dentry *entry)
{
	struct inode *dir = entry->parent->inode, *inode = entry->inode;

	DEBUG_ASSERT(tree_is_mine());
	if (S_ISDIR(inode->mode)) {
		inode->links = 0;
		dir->links--;
	} else {
		inode->links--;
	}
	inode_changed(inode);
	inode_touch(dir);
	dentry_unlink(entry);
}

int fs_unlink(struct dentry *base, const char *path)
{
	struct path_place place;
	int error;

	tree_lock();
	error = path_walk(base, path, WALK_CREATE, &place);
	if (error)
		goto out;
	if (!path_is_plain(&place))
		error = -EISDIR;
	else if (!place.entry)
		error = -ENOENT;
	else if (place.slash)
		error = S_ISDIR(place.entry->inode->mode) ? -EISDIR : -ENOTDIR;
	else
		error = may_remove(place.dir, place.entry, false);
	if (!error)
		remove_entry(place.entry);
	path_place_put(&place);
out:
	tree_unlock();
	return error;
}

int fs_rmdir(struct dentry *base, const char *path)
{
	struct path_place place;
	int error;

	tree_lock();
	error = path_walk(base, path, WALK_CREATE, &place);
	if (error)
		goto out;
	if (place.length == 0)
		error = -EBUSY;
	else if (!path_is_plain(&place))
		error = place.length == 1 ? -EINVAL : -ENOTEMPTY;
	else if (!place.entry)
		error = -ENOENT;
	else
		error = may_remove(place.dir, place.entry, true);
	if (!error && place.entry->inode->dir.entries)
		error = -ENOTEMPTY;
	if (!error)
		remove_entry(place.entry);
	path_place_put(&place);
out:
	tree_unlock();
	return error;
}

int fs_link(struct dentry *old, struct dentry *base, const char *path)
{
	struct inode *inode = old->inode;
	struct path_place place;
	struct dentry *entry;
	int error;

	tree_lock();
	error = walk_to_new(base, path, false, &place);
	if (error)
		goto out;
	if (inode->fs != place.dir->inode->fs)
		error = -EXDEV;
	else
		error = may_change(place.dir);
	if (!error && S_ISDIR(inode->mode))
		error = -EPERM;
	if (!error && inode->links == 0 && !inode->nameless)
		error = -ENOENT;
	if (!error) {
		entry = dentry_create(place.dir, place.name, place.length, inode_get(inode));
		if (entry) {
			inode->links++;
			inode->nameless = false;
			dentry_link(entry);
			dentry_put(entry);
			inode_changed(inode);
			inode_touch(place.dir->inode);
		} else {
			error = -ENOMEM;
		}
	}
	path_place_put(&place);
out:
	tree_unlock();
	return error;
}

/* Is `above` an ancestor of `dentry`, or `dentry` itself? */
static bool is_ancestor(const struct dentry *above, const struct dentry *dentry)
{
	for (;; dentry = dentry->parent) {
		if (dentry == above)
			return true;
		if (dentry->parent == dentry)
			return false;
	}
}

/* Check a rename in Linux's order. 0 or -errno. Tree lock held. */
static int check_rename(const struct path_place *old, const struct path_place *new, unsigned flags)
{
	bool exchange = flags & RENAME_EXCHANGE, directory;
	int error;

	DEBUG_ASSERT(tree_is_mine());
	if (old->dir->inode->fs != new->dir->inode->fs)
		return -EXDEV;
	if (!path_is_plain(old))
		return -EBUSY;
	if (!path_is_plain(new))
		return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	if (!old->entry)
		return -ENOENT;
	if (flags & RENAME_NOREPLACE && new->entry)
		return -EEXIST;
	if (exchange && !new->entry)
		return -ENOENT;
	directory = S_ISDIR(old->entry->inode->mode);
	if (exchange && !S_ISDIR(new->entry->inode->mode) && new->slash)
		return -ENOTDIR;
	if (!directory && (old->slash || (!exchange && new->slash)))
		return -ENOTDIR;
	if (is_ancestor(old->entry, new->dir))
		return -EINVAL;
	if (new->entry && is_ancestor(new->entry, old->dir))
		return exchange ? -EINVAL : -ENOTEMPTY;
	if (new->entry &&new->entry->inode == old->entry->inode)
		return 0;
	error = may_remove(old->dir, old->entry, directory);
	if (error)
		return error;
	if (!new->entry)
		return may_change(new->dir);
	error = may_remove(new->dir, new->entry,
		exchange ? S_ISDIR(new->entry->inode->mode) : directory);
	if (!error && !exchange && directory && new->entry->inode->dir.entries)
		error = -ENOTEMPTY;
	return error;
}

/* Update the link counts of two directories when `entry` moves from one to the other. */
static void move_links(struct inode *from, struct inode *to, const struct dentry *entry)
{
	if (S_ISDIR(entry->inode->mode)) {
		from->links--;
		to->links++;
	}
	inode_changed(entry->inode);
}

static int rename_places(struct path_place *old, struct path_place *new, unsigned flags)
{
	struct inode *from = old->dir->inode, *to = new->dir->inode;
	int error = check_rename(old, new, flags);

	if (error || (new->entry &&new->entry->inode == old->entry->inode))
		return error;
	if (flags & RENAME_EXCHANGE) {
		move_links(from, to, old->entry);
		move_links(to, from, new->entry);
		dentry_exchange(old->entry, new->entry);
	} else {
		error = dentry_move(old->entry, new);
		if (error)
			return error;
		move_links(from, to, old->entry);
		if (new->entry) {
			bool directory = S_ISDIR(new->entry->inode->mode);

			new->entry->inode->links -= directory ? 2 : 1;
			to->links -= directory;
			inode_changed(new->entry->inode);
		}
	}
	inode_touch(from);
	inode_touch(to);
	return 0;
}

int fs_rename(struct dentry *old_base, const char *old_path, struct dentry *new_base,
	const char *new_path, unsigned flags)
{
	struct path_place old, new;
	int error;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE) ||
		flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	tree_lock();
	error = path_walk(old_base, old_path, WALK_CREATE, &old);
	if (!error) {
		error = path_walk(new_base, new_path, WALK_CREATE, &new);
		if (!error) {
			error = rename_places(&old, &new, flags);
			path_place_put(&new);
		}
		path_place_put(&old);
	}
	tree_unlock();
	return error;
}
