/* SPDX-License-Identifier: MIT */
/*
 * Names as they were. A directory that is touched has its names noted, once for all times. Going
 * back empties every directory that was touched, with what lies below in directories that were not
 * there, and then fills all of them again: names may have moved from one to another.
 */
#include <fs/rewind_parts.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct kept_name {
	struct list link;
	struct dentry *dentry, *parent; /* counted */
	uint64_t pos;
	uint32_t length;
	char name[];
};

static int note(struct kept_inode *kept)
{
	struct dentry *child;

	list_init(&kept->dir.names);
	kept->dir.noted = true;
	list_for_each_entry(child, &kept->inode->dir.children, link) {
		struct kept_name *name = kzalloc(sizeof(*name) + child->length);

		if (!name)
			return -ENOMEM;
		name->dentry = dentry_get(child);
		name->parent = dentry_get(child->parent);
		name->pos = child->pos;
		name->length = child->length;
		memcpy(name->name, child->name, child->length);
		list_push_back(&kept->dir.names, &name->link);
	}
	return 0;
}

void rewind_note_names(struct dentry *dir)
{
	struct kept_inode *kept = dir->inode->kept;

	kept->touched = true;
	if (!kept->dir.noted && note(kept))
		rewind_fail();
}

/* Take a name out, and those below it in directories that are not kept. */
static void take_out(struct dentry *top)
{
	struct dentry *at = top, *parent;
	bool last;

	do {
		struct inode *inode = at->inode;

		if (S_ISDIR(inode->mode) && !inode->kept && !list_is_empty(&inode->dir.children)) {
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

static int put_back(struct kept_inode *kept)
{
	struct inode *dir = kept->inode;
	struct kept_name *name;

	list_for_each_entry(name, &kept->dir.names, link) {
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
	dir->dir.next_pos = kept->dir.next_pos;
	kept->touched = false;
	return 0;
}

int rewind_names(void)
{
	struct kept_inode *kept;
	int error = 0;

	list_for_each_entry(kept, &kept_inodes, link) {
		struct list *children = &kept->inode->dir.children;

		while (S_ISDIR(kept->mode) && kept->touched && !list_is_empty(children))
			take_out(list_entry(children->next, struct dentry, link));
	}
	list_for_each_entry(kept, &kept_inodes, link) {
		if (!error && S_ISDIR(kept->mode) && kept->touched)
			error = put_back(kept);
	}
	return error;
}
