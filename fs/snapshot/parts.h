/* SPDX-License-Identifier: MIT */
/*
 * Inside of fs/snapshot/snapshot.c, fs/snapshot/files.c and fs/snapshot/names.c.
 */
#pragma once
#include <fs/snapshot/snapshot.h>

/* The saved state of an inode. */
struct saved_inode {
	struct list link;    /* on saved_inodes */
	struct inode *inode; /* counted */
	uint32_t mode, uid, gid, links, seals;
	int64_t atime_ns, mtime_ns, ctime_ns;
	bool nameless;
	bool touched; /* its pages or names were changed since the last restore */
	union {
		struct {
			struct rb_tree pages; /* struct saved_page: pages that were ever changed */
			uint64_t size;
		} file;
		struct {
			bool names_saved;  /* in `names`: it was changed once */
			struct list names; /* struct saved_name, by position */
			uint64_t next_pos;
		} dir;
		void *end; /* FIFOs, sockets: inode->private */
	};
};

extern struct list saved_inodes;

/* Add `inode` to the snapshot, unless it is part of it. 0 or -ENOMEM. Thread context. */
int snapshot_save_inode(struct inode *inode);

/* There was no memory to save something: make the next restore fail. Thread context. */
void snapshot_fail(void);

/* Restore the names in all directories. 0 or -ENOMEM. Tree lock held. */
int snapshot_restore_names(void);
