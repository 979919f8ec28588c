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

/* The lock commands of fcntl(2). `arg` is the user address of a struct flock, which has 64-bit
 * offsets if `is64` is set or the command implies it. 0 or -errno. May sleep. */
long lock_fcntl(struct file *file, unsigned command, uintptr_t arg, bool is64);

/* flock(2). 0 or -errno. May sleep. */
long lock_flock(struct file *file, unsigned operation);

/* Drop all record locks of `files` on the file's inode, since a descriptor of it is closed. */
void lock_drop_process(struct files *files, struct file *file);

/* Drop all locks that belong to the open file. */
void lock_drop_file(struct file *file);

/* Snapshots (fs/snapshot/snapshot.h): move all locks of `inode` to `locks`; and set copies of
 * `locks` on `inode`. Copies of a process's locks belong to `table`, those of an open file's to
 * copy_of(file); if that is NULL, the lock is left out. 0 or -ENOMEM. */
void lock_freeze(struct inode *inode, struct list *locks);
int lock_copy(const struct list *locks, struct inode *inode, struct files *table,
	void *(*copy_of)(const void *original));
