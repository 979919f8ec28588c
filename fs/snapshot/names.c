/* SPDX-License-Identifier: MIT */
/*
 * Names. Those of a directory are saved once, when it is first changed. A restore first empties
 * every changed directory, with all that is below it in new directories, and then fills all of them
 * again, since names may have moved from one directory to another.
 */
#include <fs/snapshot/parts.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct saved_name {
	struct list link;
	struct dentry *dentry, *parent; /* counted */
	uint64_t pos;
	uint32_t length;
	char name[];
};

static bool any_touched; /* a directory is `touched`. Lock: the tree's */

/* Save the names of a directory. 0 or -ENOMEM. Tree lock held. */
static int save_names(struct saved_inode *saved)
{
	struct dentry *child;

	DEBUG_ASSERT(tree_is_mine());
	list_init(&saved->dir.names);
	saved->dir.names_saved = true;
	list_for_each_entry(child, &saved->inode->dir.children, link) {
		struct saved_name *name = kzalloc(sizeof(*name) + child->length);

		if (!name)
			return -ENOMEM;
		name->dentry = dentry_get(child);
		name->parent = dentry_get(child->parent);
		name->pos = child->pos;
		name->length = child->length;
		memcpy(name->name, child->name, child->length);
		list_push_back(&saved->dir.names, &name->link);
	}
	return 0;
}

void snapshot_save_names(struct dentry *dir)
{
	struct saved_inode *saved = dir->inode->saved;

	saved->touched = any_touched = true;
	if (!saved->dir.names_saved && save_names(saved))
		snapshot_fail();
}

/* Remove a name, and those below it in directories that are not in the snapshot. Tree lock held. */
static void remove_tree(struct dentry *top)
{
	struct dentry *at = top, *parent;
	bool last;

	DEBUG_ASSERT(tree_is_mine());
	do {
		struct inode *inode = at->inode;

		if (S_ISDIR(inode->mode) && !inode->saved && !list_is_empty(&inode->dir.children)) {
			at = list_entry(inode->dir.children.next, struct dentry, link);
			last = false;
			continue;
		}
		last = at == top;
		parent = at->parent;
		dentry_unlink(at);
		at = parent;
	} while (!last);
}

/* Fill an emptied directory with its saved names. 0 or -ENOMEM. Tree lock held. */
static int restore_directory(struct saved_inode *saved)
{
	struct inode *dir = saved->inode;
	struct saved_name *name;

	DEBUG_ASSERT(tree_is_mine());
	list_for_each_entry(name, &saved->dir.names, link) {
		struct dentry *dentry = name->dentry, *other = dentry->parent;

		if (dentry->length != name->length ||
			memcmp(dentry->name, name->name, name->length) != 0) {
			int error = dentry_rename(dentry, name->name, name->length);

			if (error)
				return error;
		}
		if (other != name->parent) {
			dentry->parent = dentry_get(name->parent);
			dentry_put(other);
		}
		dir->dir.next_pos = name->pos;
		dentry_link(dentry);
	}
	dir->dir.next_pos = saved->dir.next_pos;
	saved->touched = false;
	return 0;
}

int snapshot_restore_names(void)
{
	struct saved_inode *saved;
	int error = 0;

	DEBUG_ASSERT(tree_is_mine());
	if (!any_touched)
		return 0;
	list_for_each_entry(saved, &saved_inodes, link) {
		struct list *children = &saved->inode->dir.children;

		while (S_ISDIR(saved->mode) && saved->touched && !list_is_empty(children))
			remove_tree(list_entry(children->next, struct dentry, link));
	}
	list_for_each_entry(saved, &saved_inodes, link) {
		if (!error && S_ISDIR(saved->mode) && saved->touched)
			error = restore_directory(saved);
	}
	any_touched = error != 0;
	return error;
}
