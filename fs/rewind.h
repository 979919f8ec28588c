/* SPDX-License-Identifier: MIT */
/*
 * A moment that files in memory can be brought back to: names, contents, attributes, numbers, and
 * what open files hold. There is one moment at most; the explorer of schedules sets it where every
 * run begins. What a run changes is noted when it is first changed, so going back costs what was
 * touched. Not brought back: mounts, terminals, and what sockets, epoll and timers hold.
 */
#pragma once
#include <fs/tree.h>

/* The moment is now. Once. 0 or -ENOMEM. Thread context. */
int rewind_set(void);

/* An open file, or one that is mapped, belongs to it. 0 or -ENOMEM. */
int rewind_add_file(struct file *file);

/* Back to it, before the first run too. Files and mappings made since are all gone. 0 or -ENOMEM:
 * something could not be noted, or made again. Thread context. */
int rewind_back(void);

/* Implementation of the two below. */
void rewind_note_page(struct inode *inode, uint64_t index);
void rewind_note_names(struct dentry *dir);

/* The page `index` of a regular file is about to be made, changed or removed. */
static inline void rewind_page_changes(struct inode *inode, uint64_t index)
{
	if (unlikely(inode->kept))
		rewind_note_page(inode, index);
}

/* A name is about to come into a directory or to go. Tree lock held. */
static inline void rewind_names_change(struct dentry *dir)
{
	if (unlikely(dir->inode->kept))
		rewind_note_names(dir);
}
