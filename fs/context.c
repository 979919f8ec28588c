/* SPDX-License-Identifier: MIT */
/*
 * A process's root and current directory.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <mm/slab.h>

static struct dentry *tree_root; /* where new contexts start; constant once set */

struct fs_context *fs_context_create(void)
{
	struct fs_context *fs = kzalloc(sizeof(*fs));

	if (!fs)
		return NULL;
	fs->refs.v = 1;
	fs->umask = 022;
	fs->root = dentry_get(tree_root);
	fs->cwd = dentry_get(tree_root);
	return fs;
}

struct fs_context *fs_context_clone(struct fs_context *fs)
{
	struct fs_context *copy = kzalloc(sizeof(*copy));

	if (!copy)
		return NULL;
	copy->refs.v = 1;
	copy->umask = READ_ONCE(fs->umask);
	tree_lock();
	copy->root = dentry_get(fs->root);
	copy->cwd = dentry_get(fs->cwd);
	tree_unlock();
	return copy;
}

void fs_context_put(struct fs_context *fs)
{
	DEBUG_ASSERT(may_sleep());
	if (!atomic_dec_and_test(&fs->refs))
		return;
	dentry_put(fs->root);
	dentry_put(fs->cwd);
	kfree(fs);
}

static void move(struct dentry **place, struct dentry *to)
{
	struct dentry *old;

	tree_lock();
	old = *place;
	*place = dentry_get(to);
	tree_unlock();
	dentry_put(old);
}

void fs_context_set_cwd(struct fs_context *fs, struct dentry *cwd)
{
	move(&fs->cwd, cwd);
}

void fs_context_set_root(struct fs_context *fs, struct dentry *root)
{
	move(&fs->root, root);
}

void tree_set_root(struct dentry *root)
{
	tree_root = root;
}

struct filesystem *tree_first_filesystem(void)
{
	return tree_root->inode->fs;
}
