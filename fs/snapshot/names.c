/* SPDX-License-Identifier: MIT */
/*
 * Names as they were. A directory that is touched has its names noted, once for all times. Going
 * back empties every directory that was touched, with what lies below in directories that were not
 * there, and then fills all of them again: names may have moved from one to another.
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

static int note(struct saved_inode *saved)
{
	struct dentry *child;

	list_init(&saved->dir.names);
	saved->dir.noted = true;
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

	saved->touched = true;
	if (!saved->dir.noted && note(saved))
		snapshot_fail();
}

/* Take a name out, and those below it in directories that are not saved. */
static void take_out(struct dentry *top)
{
	struct dentry *at = top, *parent;
	bool last;

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

static int put_back(struct saved_inode *saved)
{
	struct inode *dir = saved->inode;
	struct saved_name *name;

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

	list_for_each_entry(saved, &saved_inodes, link) {
		struct list *children = &saved->inode->dir.children;

		while (S_ISDIR(saved->mode) && saved->touched && !list_is_empty(children))
			take_out(list_entry(children->next, struct dentry, link));
	}
	list_for_each_entry(saved, &saved_inodes, link) {
		if (!error && S_ISDIR(saved->mode) && saved->touched)
			error = put_back(saved);
	}
	return error;
}
