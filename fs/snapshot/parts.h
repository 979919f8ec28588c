/* SPDX-License-Identifier: MIT */
/*
 * Inside of fs/snapshot/snapshot.c, fs/snapshot/files.c and fs/snapshot/names.c.
 */
#pragma once
#include <fs/snapshot/snapshot.h>

/* An inode as it was. */
struct saved_inode {
	struct list link;    /* all */
	struct inode *inode; /* counted */
	uint32_t mode, uid, gid, links, seals;
	int64_t atime_ns, mtime_ns, ctime_ns;
	bool nameless;
	bool touched; /* its pages or names, since the last time back */
	union {
		struct {
			struct rb_tree pages; /* struct saved_page: those that were ever touched */
			uint64_t size;
		} file;
		struct {
			bool noted;        /* `names` are there: it was touched once */
			struct list names; /* struct saved_name, by position */
			uint64_t next_pos;
		} dir;
		void *end; /* FIFOs, sockets: what it leads to */
	};
};

extern struct list saved_inodes;

/* It belongs to the moment. 0 or -ENOMEM. */
int snapshot_save_inode(struct inode *inode);

/* Something was not noted, for want of memory. */
void snapshot_fail(void);

/* Bring the names of all directories back. Tree lock held. 0 or -ENOMEM. */
int snapshot_restore_names(void);
