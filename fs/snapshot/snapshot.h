/* SPDX-License-Identifier: MIT */
/*
 * A moment that files in memory can be brought back to: names, contents, attributes, numbers, and
 * what open files hold. There is one moment at most; the explorer of schedules sets it where every
 * run begins. What a run changes is noted when it is first changed, so going back costs what was
 * touched. Of open files each run gets copies. Mounts may not be changed: kernel/explore sees to
 * it.
 */
#pragma once
#include <fs/tree.h>

struct files;

/* The moment is now. Once. 0 or -ENOMEM. Thread context. */
int snapshot_take(void);

/* An open file, or one that is mapped, belongs to it, and is used through copies from now on. 0,
 * -ENOMEM, or -EOPNOTSUPP: snapshot_refuse(). */
int snapshot_add_file(struct file *file);

/* A descriptor table like `files`, all of which belong to the moment, with copies of them. Only one
 * is made at a time. NULL: no memory. Thread context. */
struct files *snapshot_copy_files(struct files *files);

/* For files' operations: a file, `what`, cannot be copied, -EOPNOTSUPP; and what that was, as a
 * reason. */
int snapshot_refuse(const char *what);
const char *snapshot_refusal(void);

/* And while a table is made: the copy of a file, made when it is first asked for, counted (NULL: no
 * memory); of anything else, if it has been noted; note one. 0 or -ENOMEM. */
struct file *snapshot_copy_file(struct file *file);
void *snapshot_copy_of(const void *original);
int snapshot_note_copy(const void *original, void *copy);

/* Back to it, before the first run too. Files and mappings made since are all gone. 0 or -ENOMEM:
 * something could not be noted, or made again. Thread context. */
int snapshot_restore(void);

/* Implementation of the two below. */
void snapshot_save_page(struct inode *inode, uint64_t index);
void snapshot_save_names(struct dentry *dir);

/* The page `index` of a regular file is about to be made, changed or removed. */
static inline void snapshot_page_changes(struct inode *inode, uint64_t index)
{
	if (unlikely(inode->saved))
		snapshot_save_page(inode, index);
}

/* A name is about to come into a directory or to go. Tree lock held. */
static inline void snapshot_names_change(struct dentry *dir)
{
	if (unlikely(dir->inode->saved))
		snapshot_save_names(dir);
}
