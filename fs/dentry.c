/* SPDX-License-Identifier: MIT */
/*
 * Dentries: the tree of names. A directory holds a reference to each dentry linked in it; an
 * unlinked dentry lives as long as something else refers to it. Children are in a list by position,
 * for reading directories, and in a tree by hash, for lookups.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define FIRST_POS 2 /* after "." and ".." */

static struct mutex tree_mutex = MUTEX_INIT(tree_mutex, "file tree");

void tree_lock(void)
{
	mutex_lock(&tree_mutex);
}

void tree_unlock(void)
{
	mutex_unlock(&tree_mutex);
}

bool tree_is_mine(void)
{
	return mutex_is_mine(&tree_mutex);
}

/* FNV-1a. */
static uint32_t hash_of(const char *name, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

static int set_name(struct dentry *dentry, const char *name, size_t length)
{
	char *copy = kmalloc(length + 1);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, name, length);
	copy[length] = '\0';
	dentry->name = copy;
	dentry->length = (uint32_t)length;
	dentry->hash = hash_of(name, length);
	return 0;
}

struct dentry *dentry_create(struct dentry *parent, const char *name, size_t length,
	struct inode *inode)
{
	struct dentry *dentry = kzalloc(sizeof(*dentry));

	if (!dentry || set_name(dentry, name, length)) {
		kfree(dentry);
		inode_put(inode);
		return NULL;
	}
	dentry->refs.v = 1;
	dentry->inode = inode;
	dentry->parent = parent ? dentry_get(parent) : dentry;
	return dentry;
}

void dentry_put(struct dentry *dentry)
{
	DEBUG_ASSERT(may_sleep());
	while (dentry && atomic_dec_and_test(&dentry->refs)) {
		struct dentry *parent = dentry->parent;

		ASSERT(!list_is_linked(&dentry->link) && !dentry->mounted && !dentry->covers);
		struct dentry *original = dentry->original;

		inode_put(dentry->inode);
		kfree(dentry->name);
		kfree(dentry);
		/* Only a dentry without a parent has an original. */
		dentry = original ? original : parent == dentry ? NULL : parent;
	}
}

static int compare(const struct dentry *a, uint32_t hash, const char *name, size_t length)
{
	if (a->hash != hash)
		return a->hash < hash ? -1 : 1;
	if (a->length != length)
		return a->length < length ? -1 : 1;
	return memcmp(a->name, name, length);
}

static bool less(const struct rb_node *a, const struct rb_node *b)
{
	const struct dentry *right = rb_entry(b, struct dentry, node);

	return compare(rb_entry(a, struct dentry, node), right->hash, right->name, right->length) <
	       0;
}

struct dentry *dentry_child(struct dentry *dir, const char *name, size_t length)
{
	struct rb_node *at = dir->inode->dir.names.root;
	uint32_t hash = hash_of(name, length);

	DEBUG_ASSERT(tree_is_mine());
	while (at) {
		struct dentry *entry = rb_entry(at, struct dentry, node);
		int order = compare(entry, hash, name, length);

		if (order == 0)
			return entry;
		at = order < 0 ? at->right : at->left;
	}
	return NULL;
}

void dentry_link(struct dentry *dentry)
{
	struct inode *dir = dentry->parent->inode;

	DEBUG_ASSERT(tree_is_mine());
	DEBUG_ASSERT(!list_is_linked(&dentry->link));
	ASSERT(S_ISDIR(dir->mode));
	snapshot_names_change(dentry->parent);
	dentry->pos = dir->dir.next_pos++;
	list_push_back(&dir->dir.children, &dentry->link);
	rb_insert(&dir->dir.names, &dentry->node, less);
	dir->dir.entries++;
	dentry_get(dentry);
}

void dentry_unlink(struct dentry *dentry)
{
	struct inode *dir = dentry->parent->inode;

	DEBUG_ASSERT(tree_is_mine());
	DEBUG_ASSERT(list_is_linked(&dentry->link) && dir->dir.entries);
	snapshot_names_change(dentry->parent);
	list_remove(&dentry->link);
	rb_remove(&dir->dir.names, &dentry->node);
	dir->dir.entries--;
	dentry_put(dentry);
}

int dentry_rename(struct dentry *dentry, const char *name, size_t length)
{
	char *old = dentry->name;
	int error = set_name(dentry, name, length);

	DEBUG_ASSERT(tree_is_mine());
	DEBUG_ASSERT(!list_is_linked(&dentry->link));
	if (!error)
		kfree(old);
	return error;
}

int dentry_move(struct dentry *dentry, const struct path_place *place)
{
	struct dentry *old_dir = dentry->parent;
	struct dentry renamed = {0};
	int error = set_name(&renamed, place->name, place->length);

	DEBUG_ASSERT(tree_is_mine());
	if (error)
		return error;
	dentry_get(dentry);
	dentry_unlink(dentry);
	if (place->entry)
		dentry_unlink(place->entry);
	kfree(dentry->name);
	dentry->name = renamed.name;
	dentry->length = renamed.length;
	dentry->hash = renamed.hash;
	dentry->parent = dentry_get(place->dir);
	dentry_link(dentry);
	dentry_put(dentry);
	dentry_put(old_dir);
	return 0;
}

void dentry_exchange(struct dentry *a, struct dentry *b)
{
	struct dentry old = *a;

	DEBUG_ASSERT(tree_is_mine());
	dentry_get(a);
	dentry_get(b);
	dentry_unlink(a);
	dentry_unlink(b);
	a->parent = b->parent;
	a->name = b->name;
	a->length = b->length;
	a->hash = b->hash;
	b->parent = old.parent;
	b->name = old.name;
	b->length = old.length;
	b->hash = old.hash;
	dentry_link(a);
	dentry_link(b);
	dentry_put(a);
	dentry_put(b);
}

bool dentry_readdir_dots(struct file *file, struct dir_sink *sink, uint64_t *pos)
{
	struct dentry *self = file->dentry, *up = self;

	DEBUG_ASSERT(tree_is_mine());
	while (up->parent == up && up->covers)
		up = up->covers;
	up = up->parent;
	if (*pos == 0) {
		if (!sink->add(sink, ".", 1, self->inode->ino, S_IFDIR, 1))
			return false;
		*pos = 1;
	}
	if (*pos == 1) {
		if (!sink->add(sink, "..", 2, up->inode->ino, S_IFDIR, FIRST_POS))
			return false;
		*pos = FIRST_POS;
	}
	return true;
}

int dentry_readdir(struct file *file, struct dir_sink *sink, uint64_t *pos)
{
	struct dentry *entry;

	DEBUG_ASSERT(tree_is_mine());
	if (!dentry_is_linked(file->dentry))
		return -ENOENT;
	/* Names added during reading are not shown. Otherwise reading might never end. */
	if (*pos == 0)
		file->mark = file->inode->dir.next_pos;
	if (!dentry_readdir_dots(file, sink, pos))
		return 0;
	list_for_each_entry(entry, &file->inode->dir.children, link) {
		const struct inode *inode = entry->inode;

		if (entry->pos < *pos)
			continue;
		if (file->mark && entry->pos >= file->mark)
			break;
		if (!sink->add(sink, entry->name, entry->length, inode->ino, inode->mode,
			    entry->pos + 1))
			break;
		*pos = entry->pos + 1;
	}
	return 0;
}

/* Put `length` bytes in front of *start. False: no room. */
static bool prepend(char **start, const char *buffer, const char *text, size_t length)
{
	if ((size_t)(*start - buffer) < length)
		return false;
	*start -= length;
	memcpy(*start, text, length);
	return true;
}

char *dentry_path(struct dentry *dentry, char *buffer, size_t size)
{
	static const char deleted[] = " (deleted)", unreachable[] = "(unreachable)";
	const struct dentry *root = fs_current()->root;
	char *start = buffer + size - 1;
	const char *end;

	DEBUG_ASSERT(tree_is_mine());
	*start = '\0';
	if (!dentry_is_linked(dentry) && !prepend(&start, buffer, deleted, sizeof(deleted) - 1))
		return NULL;
	end = start;
	while (dentry != root) {
		if (dentry->parent == dentry && dentry->covers) {
			dentry = dentry->covers;
			continue;
		}
		if (dentry->parent == dentry)
			break;
		if (!prepend(&start, buffer, dentry->name, dentry->length) ||
			!prepend(&start, buffer, "/", 1))
			return NULL;
		dentry = dentry->parent;
	}
	if (start == end && !prepend(&start, buffer, "/", 1))
		return NULL;
	if (dentry != root && !prepend(&start, buffer, unreachable, sizeof(unreachable) - 1))
		return NULL;
	return start;
}
