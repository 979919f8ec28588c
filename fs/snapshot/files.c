/* SPDX-License-Identifier: MIT */
/*
 * Open files in the snapshot are frozen: they do not change any more. The first process of each run
 * gets copies, so that what a run does to a file ends with the run, and what a run closes is
 * closed: a pipe's reader sees the end. Files refer to each other, so copying takes two passes:
 * first each file with its own state, then the references.
 */
#include <fs/files.h>
#include <fs/lock.h>
#include <fs/snapshot/parts.h>
#include <lib/printf.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct saved_file {
	struct list link;
	struct file *file; /* counted */
	struct list locks; /* those of its inode */
};

/* An object that was copied for the table being made. */
struct copied {
	struct rb_node node;
	struct list link; /* files: on copied_files, oldest first */
	const void *original;
	void *copy;
};

static struct list saved_files = LIST_INIT(saved_files);
static char unsupported[64];

/* Only one table is made at a time: by the template's thread. */
static struct rb_tree copied_tree;
static struct list copied_files = LIST_INIT(copied_files);

/* --- Freezing --- */

/* Freeze the files that were added since the last call. A file that holds others adds them behind
 * itself, which calls this again: `busy` leaves them to the outer call. 0 or -errno. */
static int freeze_files(void)
{
	static bool busy;
	static struct list *last = &saved_files;
	int error = 0;

	if (busy)
		return 0;
	busy = true;
	while (!error && last->next != &saved_files) {
		struct file *file;

		last = last->next;
		file = list_entry(last, struct saved_file, link)->file;
		if (file->ops->freeze)
			error = file->ops->freeze(file);
	}
	busy = false;
	return error;
}

int snapshot_add_file(struct file *file)
{
	struct saved_file *saved;

	list_for_each_entry(saved, &saved_files, link) {
		if (saved->file == file)
			return 0;
	}
	if (file->private && file->ops->release && !file->ops->copy)
		return snapshot_refuse(file->ops->name ? file->ops->name : "pseudo-terminal");
	if (file->inode->fs->ops->create && snapshot_save_inode(file->inode))
		return -ENOMEM;
	saved = kzalloc(sizeof(*saved));
	if (!saved)
		return -ENOMEM;
	saved->file = file_get(file);
	list_init(&saved->locks);
	lock_freeze(file->inode, &saved->locks);
	list_push_back(&saved_files, &saved->link);
	return freeze_files();
}

int snapshot_refuse(const char *what)
{
	snprintf(unsupported, sizeof(unsupported), "%s, open before the first thread", what);
	return -EOPNOTSUPP;
}

const char *snapshot_refusal(void)
{
	return unsupported;
}

/* --- Copies --- */

static bool by_original(const struct rb_node *a, const struct rb_node *b)
{
	return (uintptr_t)rb_entry(a, struct copied, node)->original <
	       (uintptr_t)rb_entry(b, struct copied, node)->original;
}

void *snapshot_copy_of(const void *original)
{
	struct rb_node *at = copied_tree.root;

	while (at) {
		struct copied *copied = rb_entry(at, struct copied, node);

		if (copied->original == original)
			return copied->copy;
		at = (uintptr_t)copied->original < (uintptr_t)original ? at->right : at->left;
	}
	return NULL;
}

static struct copied *note(const void *original, void *copy)
{
	struct copied *copied = kzalloc(sizeof(*copied));

	if (!copied)
		return NULL;
	copied->original = original;
	copied->copy = copy;
	rb_insert(&copied_tree, &copied->node, by_original);
	return copied;
}

int snapshot_note_copy(const void *original, void *copy)
{
	return note(original, copy) ? 0 : -ENOMEM;
}

/* The inode for a copy, counted. A file with a name keeps its inode; one without gets a new inode
 * with the same number. NULL: no memory. */
static struct inode *copy_inode(struct inode *inode)
{
	uint64_t next_ino = anon_fs.next_ino;
	struct inode *copy;

	if (inode->fs != &anon_fs)
		return inode_get(inode);
	copy = snapshot_copy_of(inode);
	if (copy)
		return inode_get(copy);
	copy = inode_alloc(&anon_fs, inode->mode, inode->rdev);
	if (!copy)
		return NULL;
	anon_fs.next_ino = next_ino;
	copy->ino = inode->ino;
	copy->uid = inode->uid;
	copy->gid = inode->gid;
	copy->links = inode->links;
	copy->atime_ns = inode->atime_ns;
	copy->mtime_ns = inode->mtime_ns;
	copy->ctime_ns = inode->ctime_ns;
	if (snapshot_note_copy(inode, copy)) {
		inode_put(copy);
		return NULL;
	}
	return copy;
}

static struct file *copy_file(struct file *file)
{
	struct inode *inode = copy_inode(file->inode);
	struct file *copy =
		inode ? file_alloc(inode, file->dentry, (int)file->flags, file->ops) : NULL;

	if (inode)
		inode_put(inode);
	if (!copy)
		return NULL;
	copy->mode = file->mode;
	copy->flags = file->flags;
	copy->pos = file->pos;
	copy->mark = file->mark;
	if (file->ops->copy && file->ops->copy(copy, file)) {
		static const struct file_ops nothing;

		copy->ops = &nothing;
		file_put(copy);
		return NULL;
	}
	return copy;
}

struct file *snapshot_copy_file(struct file *file)
{
	struct file *copy = snapshot_copy_of(file);
	struct copied *copied;

	if (copy)
		return file_get(copy);
	copy = copy_file(file);
	if (!copy)
		return NULL;
	copied = note(file, copy);
	if (!copied) {
		file_put(copy);
		return NULL;
	}
	list_push_back(&copied_files, &copied->link);
	return file_get(copy); /* one reference is the list's */
}

/* The second pass. It also reaches the copies that it adds itself. 0 or -ENOMEM. */
static int copy_all_references(void)
{
	struct copied *copied;

	list_for_each_entry(copied, &copied_files, link) {
		struct file *file = (struct file *)copied->original, *copy = copied->copy;
		int error = 0;

		if (copy->ops->copy_references)
			error = copy->ops->copy_references(copy, file);
		if (error)
			return error;
	}
	return 0;
}

static int copy_locks(struct files *table)
{
	struct saved_file *saved;

	list_for_each_entry(saved, &saved_files, link) {
		struct inode *copy = snapshot_copy_of(saved->file->inode);
		int error = lock_copy(&saved->locks, copy ? copy : saved->file->inode, table,
			snapshot_copy_of);

		if (error)
			return error;
	}
	return 0;
}

static void forget_copies(void)
{
	struct list *link;

	while ((link = list_pop_front(&copied_files)))
		file_put(list_entry(link, struct copied, link)->copy);
	while (copied_tree.root) {
		struct copied *copied = rb_entry(copied_tree.root, struct copied, node);

		rb_remove(&copied_tree, &copied->node);
		kfree(copied);
	}
}

struct files *snapshot_copy_files(struct files *files)
{
	struct files *copy = files_clone(files);
	int error = copy ? 0 : -ENOMEM;

	for (unsigned fd = 0; !error && fd < copy->size; fd++) {
		struct file *file = copy->files[fd];

		if (!file)
			continue;
		copy->files[fd] = snapshot_copy_file(file);
		if (!copy->files[fd]) {
			copy->files[fd] = file; /* files_put() drops it with the rest */
			error = -ENOMEM;
			break;
		}
		file_put(file);
	}
	if (!error)
		error = copy_all_references();
	if (!error)
		error = copy_locks(copy);
	forget_copies();
	if (error && copy)
		files_put(copy);
	return error ? NULL : copy;
}
