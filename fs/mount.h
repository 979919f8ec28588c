/* SPDX-License-Identifier: MIT */
/*
 * Mounts (mount(2)) put file systems and other directories over names of the tree. A mount's root
 * has no parent, and `covers` is the dentry that it hides. A dentry does not record a mount: a file
 * reached through a bound directory is the original, and shows the original's path. Thread context.
 */
#pragma once
#include <fs/tree.h>

/* Flags of mount(2). They belong to the file system, and hold wherever it is mounted. */
#define MOUNT_READ_ONLY 1u
#define MOUNT_NO_SUID   2u
#define MOUNT_NO_DEV    4u
#define MOUNT_NO_EXEC   8u
#define MOUNT_FS_FLAGS  0xfu

struct mount {
	struct list link; /* on fs_mounts, oldest first */
	struct filesystem *fs;
	struct dentry *root; /* counted */
	char source[64];
	unsigned id;
};

/* All mounts; lock: tree_lock(). */
extern struct list fs_mounts;

/* Mount `fs` as the root, before all others. Boot. */
void fs_mount_root(struct filesystem *fs);

/* A type of file system, as mount(2) names it. */
struct filesystem_type {
	const char *name;
	struct filesystem *single; /* the type's only instance; NULL: `make` makes one per mount */
	/* A new instance. 0 or -ENOMEM. Thread context. */
	int (*make)(struct filesystem **fs);
	/* Apply one option such as "size=1m". 0 or -EINVAL. NULL: all options are ignored. */
	int (*set_option)(struct filesystem *fs, const char *option);
	struct filesystem_type *next; /* for fs/mount.c */
};

/* Make `type` known to mount(2). Boot. */
void fs_register_type(struct filesystem_type *type);

/* Mount a file system of the type `type` on `point`, with the type's `options`
 * ("size=1m,mode=755"). `source` is only shown by /proc. 0, -ENODEV (no such type), -EINVAL (bad
 * option), -ENOENT (`point` was removed), -ENOTDIR, -EBUSY or -ENOMEM. Takes the tree lock, as the
 * functions below do. */
int fs_mount_type(const char *type, const char *source, unsigned flags, const char *options,
	struct dentry *point);

/* Show the file or directory `what` at `point` too. 0, -ENOENT, -ENOTDIR, -EBUSY or -ENOMEM. */
int fs_mount_bind(struct dentry *what, const char *source, struct dentry *point);

/* Change the flags and options of the file system that is mounted with the root `point`. 0, -EINVAL
 * or -ENOMEM. */
int fs_remount(struct dentry *point, unsigned flags, const char *options);

/* Remove the mount whose root is `point`, with `detach` even if it is in use. 0, -EINVAL (it is no
 * mount's root) or -EBUSY. */
int fs_unmount(struct dentry *point, bool detach);
