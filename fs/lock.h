/* SPDX-License-Identifier: MIT */
/*
 * Advisory locks on files: flock(2), and fcntl(2)'s record locks, of processes and of open files.
 */
#pragma once
#include <fs/files.h>

/* fcntl(2)'s commands. */
enum lock_command {
	LOCK_GET = 5,
	LOCK_SET = 6,
	LOCK_WAIT = 7,
	LOCK_GET64 = 12, /* 32-bit architectures only */
	LOCK_SET64 = 13,
	LOCK_WAIT64 = 14,
	LOCK_OFD_GET = 36,
	LOCK_OFD_SET = 37,
	LOCK_OFD_WAIT = 38,
};

/* fcntl(file, command, arg); `arg` is a struct flock of the user's, with 64-bit offsets if `is64`
 * or the command says so. */
long lock_fcntl(struct file *file, unsigned command, uintptr_t arg, bool is64);

/* flock(2). */
long lock_flock(struct file *file, unsigned operation);

/* All record locks of `files` on the file's inode go: one of its descriptors is closed. */
void lock_drop_process(struct files *files, struct file *file);

/* All locks of an open file go. */
void lock_drop_file(struct file *file);

/* All locks of the inode, taken off it; and like them on `inode`, those of processes the table's,
 * those of open files their copies' (fs/snapshot/snapshot.h). 0 or -ENOMEM. */
void lock_freeze(struct inode *inode, struct list *locks);
int lock_copy(const struct list *locks, struct inode *inode, struct files *table,
	void *(*copy_of)(const void *original));
