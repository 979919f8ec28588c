/* SPDX-License-Identifier: MIT */
/*
 * Inodes and pages. A restore sets all attributes, since there are few: a change of one needs no
 * call. A page is saved when it is first changed. The page itself stays in the file, since address
 * spaces may map it; the copy of its contents serves all later restores.
 */
#include <fs/mount.h>
#include <fs/snapshot/parts.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

/* The saved state of a page of a file. */
struct saved_page {
	struct rb_node node;
	uint64_t index;
	struct page *page; /* counted; NULL: there was none */
	struct page *copy; /* its contents */
	bool touched;      /* changed since the last restore */
};

struct saved_filesystem {
	struct list link;
	struct filesystem *fs;
	uint64_t next_ino;
	size_t used_pages;
};

struct list saved_inodes = LIST_INIT(saved_inodes);
static struct list saved_filesystems = LIST_INIT(saved_filesystems);
static struct mutex pages_mutex = MUTEX_INIT(pages_mutex, "saved pages"); /* trees of pages */
static struct list parts = LIST_INIT(parts);
static bool failed;

void snapshot_register(struct snapshot_part *part)
{
	list_push_back(&parts, &part->link);
}

void snapshot_fail(void)
{
	failed = true;
}

/* --- Taking the snapshot --- */

int snapshot_save_inode(struct inode *inode)
{
	struct saved_inode *saved = inode->saved ? NULL : kzalloc(sizeof(*saved));

	if (!saved)
		return inode->saved ? 0 : -ENOMEM;
	saved->inode = inode_get(inode);
	saved->mode = inode->mode;
	saved->uid = inode->uid;
	saved->gid = inode->gid;
	saved->links = inode->links;
	saved->seals = inode->seals;
	saved->atime_ns = inode->atime_ns;
	saved->mtime_ns = inode->mtime_ns;
	saved->ctime_ns = inode->ctime_ns;
	saved->nameless = inode->nameless;
	if (S_ISREG(inode->mode))
		saved->file.size = page_cache_size(&inode->pages);
	if (S_ISDIR(inode->mode))
		saved->dir.next_pos = inode->dir.next_pos;
	if (S_ISFIFO(inode->mode) || S_ISSOCK(inode->mode))
		saved->end = inode->private;
	inode->saved = saved;
	list_push_back(&saved_inodes, &saved->link);
	return 0;
}

/* The dentry after `at` below `root`, each directory before its entries; NULL: none. Tree lock
 * held. */
static struct dentry *next_in_tree(struct dentry *at, const struct dentry *root)
{
	struct inode *inode = at->inode;

	DEBUG_ASSERT(tree_is_mine());
	if (S_ISDIR(inode->mode) && !list_is_empty(&inode->dir.children))
		return list_entry(inode->dir.children.next, struct dentry, link);
	for (; at != root; at = at->parent)
		if (at->link.next != &at->parent->inode->dir.children)
			return list_entry(at->link.next, struct dentry, link);
	return NULL;
}

static int save_filesystem(struct filesystem *fs)
{
	struct saved_filesystem *saved = kzalloc(sizeof(*saved));

	if (!saved)
		return -ENOMEM;
	*saved = (struct saved_filesystem){
		.fs = fs,
		.next_ino = fs->next_ino,
		.used_pages = fs->used_pages,
	};
	list_push_back(&saved_filesystems, &saved->link);
	return 0;
}

int snapshot_take(void)
{
	const struct file_ops *ops;
	const struct snapshot_part *part;
	const struct mount *mount;
	int error = save_filesystem(&anon_fs);

	list_for_each_entry(part, &parts, link)
		part->save();
	tree_lock();
	list_for_each_entry(mount, &fs_mounts, link) {
		if (!error)
			error = save_filesystem(mount->fs);
		ops = mount->root->inode->file_ops;
		if (!mount->fs->ops->create && !(ops && ops->readdir == dentry_readdir))
			continue; /* it does not keep its tree */
		for (struct dentry *at = mount->root; at && !error;
			at = next_in_tree(at, mount->root))
			error = snapshot_save_inode(at->inode);
	}
	tree_unlock();
	return error;
}

/* --- Saving pages before they change --- */

static bool by_index(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct saved_page, node)->index <
	       rb_entry(b, struct saved_page, node)->index;
}

/* Lock: pages_mutex. */
static struct saved_page *find_page(const struct saved_inode *saved, uint64_t index)
{
	struct rb_node *at = saved->file.pages.root;

	assert_locked(&pages_mutex);
	while (at) {
		struct saved_page *page = rb_entry(at, struct saved_page, node);

		if (page->index == index)
			return page;
		at = page->index < index ? at->right : at->left;
	}
	return NULL;
}

/* NULL: no memory. Lock: pages_mutex. */
static struct saved_page *save_page(struct saved_inode *saved, uint64_t index)
{
	struct saved_page *page = kzalloc(sizeof(*page));

	assert_locked(&pages_mutex);
	if (!page)
		return NULL;
	page->index = index;
	page->page = page_cache_find(&saved->inode->pages, index);
	if (page->page) {
		page->copy = page_alloc(0);
		if (!page->copy) {
			page_put(page->page);
			kfree(page);
			return NULL;
		}
		memcpy(page_address(page->copy), page_address(page->page), PAGE_SIZE);
	}
	rb_insert(&saved->file.pages, &page->node, by_index);
	return page;
}

void snapshot_save_page(struct inode *inode, uint64_t index)
{
	struct saved_inode *saved = inode->saved;
	struct saved_page *page;

	mutex_lock(&pages_mutex);
	page = find_page(saved, index);
	if (!page)
		page = save_page(saved, index);
	if (page)
		page->touched = saved->touched = true;
	else
		snapshot_fail();
	mutex_unlock(&pages_mutex);
}

/* --- Restoring --- */

static int restore_page(struct saved_inode *saved, struct saved_page *page)
{
	struct page_cache *cache = &saved->inode->pages;
	struct page *now = page_cache_find(cache, page->index);
	int error = 0;

	if (now && now != page->page)
		page_cache_remove(cache, page->index, page->index + 1);
	if (page->page && now != page->page) {
		error = page_cache_insert(cache, page->index, page->page);
		if (!error)
			page_get(page->page);
	}
	if (now)
		page_put(now);
	if (page->copy)
		memcpy(page_address(page->page), page_address(page->copy), PAGE_SIZE);
	page->touched = false;
	return error;
}

static int restore_inode(struct saved_inode *saved)
{
	struct inode *inode = saved->inode;
	int error = 0;

	inode->mode = saved->mode;
	inode->uid = saved->uid;
	inode->gid = saved->gid;
	inode->links = saved->links;
	inode->seals = saved->seals;
	inode->atime_ns = saved->atime_ns;
	inode->mtime_ns = saved->mtime_ns;
	inode->ctime_ns = saved->ctime_ns;
	inode->nameless = saved->nameless;
	if (S_ISFIFO(inode->mode) || S_ISSOCK(inode->mode))
		inode->private = saved->end; /* the run's was freed */
	if (!S_ISREG(inode->mode))
		return 0;
	page_cache_set_size(&inode->pages, saved->file.size);
	if (!saved->touched)
		return 0;
	saved->touched = false;
	for (struct rb_node *at = rb_first(&saved->file.pages); at; at = rb_next(at)) {
		struct saved_page *page = rb_entry(at, struct saved_page, node);

		if (page->touched && !error)
			error = restore_page(saved, page);
	}
	return error;
}

int snapshot_restore(void)
{
	struct saved_inode *inode;
	struct saved_filesystem *fs;
	const struct snapshot_part *part;
	int error = failed ? -ENOMEM : 0;

	tree_lock();
	if (!error)
		error = snapshot_restore_names();
	tree_unlock();
	list_for_each_entry(inode, &saved_inodes, link) {
		if (!error)
			error = restore_inode(inode);
	}
	list_for_each_entry(fs, &saved_filesystems, link) {
		fs->fs->next_ino = fs->next_ino;
		fs->fs->used_pages = fs->used_pages;
	}
	list_for_each_entry(part, &parts, link)
		part->restore();
	failed = error != 0;
	return error;
}
