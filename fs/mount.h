/* SPDX-License-Identifier: MIT */
/*
 * Mounts (mount(2)): file systems and other directories over names of the tree. A mount's root has
 * no parent and `covers` what it hides. There are no mounts in paths: what is reached through a
 * bound directory is the original, and says so when asked for its path. Thread context.
 */
#pragma once
#include <fs/tree.h>

/* Flags of mount(2). Those of a file system hold wherever it is mounted. */
#define MOUNT_READ_ONLY 1u
#define MOUNT_NO_SUID   2u
#define MOUNT_NO_DEV    4u
#define MOUNT_NO_EXEC   8u
#define MOUNT_FS_FLAGS  0xfu

struct mount {
	struct list link; /* on fs_mounts, by age */
	struct filesystem *fs;
	struct dentry *root; /* counted */
	char source[64];
	unsigned id;
};

/* All mounts; lock: tree_lock(). */
extern struct list fs_mounts;

/* The first mount of all. Boot. */
void fs_mount_root(struct filesystem *fs);

/* A type of file system, as mount(2) names it. */
struct filesystem_type {
	const char *name;
	struct filesystem *single; /* the type's only instance; NULL: `make` makes one per mount */
	/* A new instance. 0 or -ENOMEM. Thread context. */
	int (*make)(struct filesystem **fs);
	/* Apply one option such as "size=1m". 0 or -EINVAL. NULL: options are accepted and ignored.
	 */
	int (*set_option)(struct filesystem *fs, const char *option);
	struct filesystem_type *next; /* fs/mount.c's */
};

/* Let mount(2) find `type`. Boot. */
void fs_register_type(struct filesystem_type *type);

/* A file system of the type `type`, with `options` ("size=1m,mode=755") as it knows them, on
 * `point`. 0, -ENODEV (no such type), -EINVAL, -ENOTDIR, -EBUSY, -ENOMEM. */
int fs_mount_type(const char *type, const char *source, unsigned flags, const char *options,
	struct dentry *point);

/* What `what` leads to is at `point` too. */
int fs_mount_bind(struct dentry *what, const char *source, struct dentry *point);

/* Other flags and options for the file system whose mount's root `point` is. */
int fs_remount(struct dentry *point, unsigned flags, const char *options);

/* Take the mount whose root is `point` away; with `detach` although it is in use. 0, -EINVAL,
 * -EBUSY. */
int fs_unmount(struct dentry *point, bool detach);
