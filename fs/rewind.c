/* SPDX-License-Identifier: MIT */
/*
 * Attributes are few, and all put back each time: whoever changes one need not say so. Pages are
 * copied when they are first touched. The page itself stays the same one, since address spaces may
 * show it; a copy of what it held is kept from then on for all further times.
 */
#include <fs/mount.h>
#include <fs/rewind_parts.h>
#include <fs/tty.h>
#include <fs/unix.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

/* A page of a file as it was. */
struct kept_page {
	struct rb_node node;
	uint64_t index;
	struct page *page; /* counted; NULL: there was none */
	struct page *copy; /* of what it held */
	bool touched;
};

struct kept_filesystem {
	struct list link;
	struct filesystem *fs;
	uint64_t next_ino;
	size_t used_pages;
};

struct list kept_inodes = LIST_INIT(kept_inodes);
static struct list kept_filesystems = LIST_INIT(kept_filesystems);
static struct mutex pages_mutex = MUTEX_INIT(pages_mutex, "rewind"); /* trees of pages */
static unsigned next_name;
static bool failed;

void rewind_fail(void)
{
	failed = true;
}

/* --- Setting the moment --- */

int rewind_keep_inode(struct inode *inode)
{
	struct kept_inode *kept = inode->kept ? NULL : kzalloc(sizeof(*kept));

	if (!kept)
		return inode->kept ? 0 : -ENOMEM;
	kept->inode = inode_get(inode);
	kept->mode = inode->mode;
	kept->uid = inode->uid;
	kept->gid = inode->gid;
	kept->links = inode->links;
	kept->seals = inode->seals;
	kept->atime_ns = inode->atime_ns;
	kept->mtime_ns = inode->mtime_ns;
	kept->ctime_ns = inode->ctime_ns;
	kept->nameless = inode->nameless;
	if (S_ISREG(inode->mode))
		kept->file.size = page_cache_size(&inode->pages);
	if (S_ISDIR(inode->mode))
		kept->dir.next_pos = inode->dir.next_pos;
	if (S_ISFIFO(inode->mode) || S_ISSOCK(inode->mode))
		kept->end = inode->private;
	inode->kept = kept;
	list_push_back(&kept_inodes, &kept->link);
	return 0;
}

/* The next in a tree of kept names, each directory before what is in it. Tree lock held. */
static struct dentry *next_in_tree(struct dentry *at, const struct dentry *root)
{
	struct inode *inode = at->inode;

	if (S_ISDIR(inode->mode) && !list_is_empty(&inode->dir.children))
		return list_entry(inode->dir.children.next, struct dentry, link);
	for (; at != root; at = at->parent)
		if (at->link.next != &at->parent->inode->dir.children)
			return list_entry(at->link.next, struct dentry, link);
	return NULL;
}

static int keep_filesystem(struct filesystem *fs)
{
	struct kept_filesystem *kept = kzalloc(sizeof(*kept));

	if (!kept)
		return -ENOMEM;
	*kept = (struct kept_filesystem){
		.fs = fs,
		.next_ino = fs->next_ino,
		.used_pages = fs->used_pages,
	};
	list_push_back(&kept_filesystems, &kept->link);
	return 0;
}

int rewind_set(void)
{
	const struct file_ops *ops;
	const struct mount *mount;
	int error = keep_filesystem(&anon_fs);

	next_name = unix_next_name;
	console_tty_keep();
	tree_lock();
	list_for_each_entry(mount, &fs_mounts, link) {
		if (!error)
			error = keep_filesystem(mount->fs);
		ops = mount->root->inode->file_ops;
		if (!mount->fs->ops->create && !(ops && ops->readdir == dentry_readdir))
			continue; /* not kept in memory */
		for (struct dentry *at = mount->root; at && !error;
			at = next_in_tree(at, mount->root))
			error = rewind_keep_inode(at->inode);
	}
	tree_unlock();
	return error;
}

/* --- Noting --- */

static bool by_index(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct kept_page, node)->index <
	       rb_entry(b, struct kept_page, node)->index;
}

static struct kept_page *find_page(const struct kept_inode *kept, uint64_t index)
{
	struct rb_node *at = kept->file.pages.root;

	while (at) {
		struct kept_page *page = rb_entry(at, struct kept_page, node);

		if (page->index == index)
			return page;
		at = page->index < index ? at->right : at->left;
	}
	return NULL;
}

static struct kept_page *keep_page(struct kept_inode *kept, uint64_t index)
{
	struct kept_page *page = kzalloc(sizeof(*page));

	if (!page)
		return NULL;
	page->index = index;
	page->page = page_cache_find(&kept->inode->pages, index);
	if (page->page) {
		page->copy = page_alloc(0);
		if (!page->copy) {
			page_put(page->page);
			kfree(page);
			return NULL;
		}
		memcpy(page_address(page->copy), page_address(page->page), PAGE_SIZE);
	}
	rb_insert(&kept->file.pages, &page->node, by_index);
	return page;
}

void rewind_note_page(struct inode *inode, uint64_t index)
{
	struct kept_inode *kept = inode->kept;
	struct kept_page *page;

	mutex_lock(&pages_mutex);
	page = find_page(kept, index);
	if (!page)
		page = keep_page(kept, index);
	if (page)
		page->touched = kept->touched = true;
	else
		rewind_fail();
	mutex_unlock(&pages_mutex);
}

/* --- Going back --- */

static int restore_page(struct kept_inode *kept, struct kept_page *page)
{
	struct page_cache *cache = &kept->inode->pages;
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

static int restore_inode(struct kept_inode *kept)
{
	struct inode *inode = kept->inode;
	int error = 0;

	inode->mode = kept->mode;
	inode->uid = kept->uid;
	inode->gid = kept->gid;
	inode->links = kept->links;
	inode->seals = kept->seals;
	inode->atime_ns = kept->atime_ns;
	inode->mtime_ns = kept->mtime_ns;
	inode->ctime_ns = kept->ctime_ns;
	inode->nameless = kept->nameless;
	if (S_ISFIFO(inode->mode) || S_ISSOCK(inode->mode))
		inode->private = kept->end; /* the run's is gone */
	if (!S_ISREG(inode->mode))
		return 0;
	page_cache_set_size(&inode->pages, kept->file.size);
	if (!kept->touched)
		return 0;
	kept->touched = false;
	for (struct rb_node *at = rb_first(&kept->file.pages); at; at = rb_next(at)) {
		struct kept_page *page = rb_entry(at, struct kept_page, node);

		if (page->touched && !error)
			error = restore_page(kept, page);
	}
	return error;
}

int rewind_back(void)
{
	struct kept_inode *inode;
	struct kept_filesystem *fs;
	int error = failed ? -ENOMEM : 0;

	tree_lock();
	if (!error)
		error = rewind_names();
	tree_unlock();
	list_for_each_entry(inode, &kept_inodes, link) {
		if (!error)
			error = restore_inode(inode);
	}
	list_for_each_entry(fs, &kept_filesystems, link) {
		fs->fs->next_ino = fs->next_ino;
		fs->fs->used_pages = fs->used_pages;
	}
	unix_next_name = next_name;
	console_tty_restore();
	failed = error != 0;
	return error;
}
