/* SPDX-License-Identifier: MIT */
/*
 * The tree of names: dentries, following paths, and what changes directories. Inside fs/ and for
 * the system calls; others use vfs.h. The tree lock is one mutex for all directories.
 */
#pragma once
#include <fs/upcalls.h>
#include <fs/vfs.h>

void tree_lock(void);
void tree_unlock(void);
bool tree_is_mine(void); /* does the current thread hold it? */

static inline struct dentry *dentry_get(struct dentry *dentry)
{
	atomic_inc(&dentry->refs);
	return dentry;
}

/* NULL is fine. With or without the tree lock. */
void dentry_put(struct dentry *dentry);

/* A dentry for `inode` (its reference is taken over, also on failure) named so, `parent` NULL for a
 * root; in no directory yet. NULL: no memory. */
struct dentry *dentry_create(struct dentry *parent, const char *name, size_t length,
	struct inode *inode);

/* The child of a directory whose tree is kept, not counted; NULL: none. Tree lock held. */
struct dentry *dentry_child(struct dentry *dir, const char *name, size_t length);

/* Put a dentry into its parent's directory, and take it out. The directory's times and the counts
 * of links are the caller's. Tree lock held. */
void dentry_link(struct dentry *dentry);
void dentry_unlink(struct dentry *dentry);

/* Give a linked dentry the directory and name of `place`, removing what is there; and make two
 * linked ones change places. 0 or -ENOMEM, nothing changed. Tree lock held. */
int dentry_move(struct dentry *dentry, const struct path_place *place);
void dentry_exchange(struct dentry *a, struct dentry *b);

/* Another name for a dentry that is in no directory. 0 or -ENOMEM. Tree lock held. */
int dentry_rename(struct dentry *dentry, const char *name, size_t length);

/* Is it in the tree, not removed? */
static inline bool dentry_is_linked(const struct dentry *dentry)
{
	return dentry->parent == dentry || dentry->inode->fs->ops->lookup ||
	       list_is_linked(&dentry->link);
}

/* The entries of a directory whose tree is kept: a file operation. */
int dentry_readdir(struct file *file, struct dir_sink *sink, uint64_t *pos);

/* "." and ".." at positions 0 and 1; false when the sink is full. Tree lock held. */
bool dentry_readdir_dots(struct file *file, struct dir_sink *sink, uint64_t *pos);

/*
 * The absolute path of `dentry` as the current process sees it, at the end of `buffer`: its start;
 * " (deleted)" follows a removed one's, "(unreachable)" precedes what is outside the root. NULL:
 * longer than `size`. Tree lock held.
 */
char *dentry_path(struct dentry *dentry, char *buffer, size_t size);

/* fallocate(2) within the file, checked: see inode_ops.allocate. */
int inode_allocate(struct inode *inode, uint64_t start, uint64_t end, bool punch);

/* F_GET_SEALS and F_ADD_SEALS (memfd_create(2)). */
long file_get_seals(const struct file *file);
long file_add_seals(struct file *file, unsigned seals);

/* Set the size of a regular file. 0, -EINVAL (no regular file), -EFBIG. */
int inode_truncate(struct inode *inode, uint64_t size);

/* --- Following paths --- */

#define WALK_FOLLOW 1u /* the last component too, if it is a symbolic link */
#define WALK_CREATE 2u /* the last component need not exist; a slash after it is the caller's */
#define WALK_EMPTY  4u /* an empty path is the base itself (AT_EMPTY_PATH) */

/* Where a path leads. */
struct path_place {
	struct dentry *dir;   /* counted; of the last component */
	struct dentry *entry; /* counted; NULL: there is none (WALK_CREATE) */
	const char *name; /* last component, not ended by NUL; length 0: the path was all slashes */
	size_t length;
	bool slash;   /* slashes follow it */
	bool jumped;  /* a link of /proc/PID/fd led to `entry`, by no name */
	char *buffer; /* `name` points into it when links were followed */
};

/*
 * Follow `path` from `base` (NULL: the current directory; ignored for absolute paths). Tree lock
 * held. 0, and path_place_put() follows; or -ENOENT, -ENOTDIR, -EACCES, -ELOOP, -ENAMETOOLONG,
 * -ENOMEM.
 */
int path_walk(struct dentry *base, const char *path, unsigned flags, struct path_place *place);
void path_place_put(struct path_place *place);

/* The dentry at `path`, counted. Takes the tree lock. */
int path_lookup(struct dentry *base, const char *path, unsigned flags, struct dentry **dentry);

/* Is the last component one that can be made or removed: neither "/", "." nor ".."? */
bool path_is_plain(const struct path_place *place);

/* --- What changes directories: system calls' work, paths in the kernel --- */

int fs_open(struct dentry *base, const char *path, int flags, unsigned mode, struct file **file);
int fs_open_memory(const char *name, unsigned mode, unsigned seals,
	struct file **file); /* memfd_create() */
int fs_mknod(struct dentry *base, const char *path, uint32_t mode, uint32_t rdev);
int fs_mkdir(struct dentry *base, const char *path, uint32_t mode);
int fs_symlink(struct dentry *base, const char *path, const char *text);
int fs_unlink(struct dentry *base, const char *path);
int fs_rmdir(struct dentry *base, const char *path);
int fs_link(struct dentry *old, struct dentry *base, const char *path);

#define RENAME_NOREPLACE 1u
#define RENAME_EXCHANGE  2u
int fs_rename(struct dentry *old_base, const char *old_path, struct dentry *new_base,
	const char *new_path, unsigned flags);

/* A new entry `name` in place->dir with a new inode: counted in place->entry. Tree lock held, the
 * umask applied, permissions not yet checked. */
int fs_create_at(struct path_place *place, uint32_t mode, uint32_t rdev);

/* Mount `fs` on `point`, a directory. 0, -ENOTDIR or -EBUSY. */
int fs_mount(struct filesystem *fs, struct dentry *point);

/* --- Snapshots (fs/snapshot/snapshot.h) --- */

/* Page `index` of a regular file is about to be made, changed or removed. Thread context. */
static inline void snapshot_page_changes(struct inode *inode, uint64_t index)
{
	if (unlikely(inode->saved))
		snapshot_save_page(inode, index);
}

/* A name is about to be added to `dir` or removed from it. Tree lock held. */
static inline void snapshot_names_change(struct dentry *dir)
{
	if (unlikely(dir->inode->saved))
		snapshot_save_names(dir);
}

/* Of inodes of no directory: pipes, sockets, events (fs/file.c). */
extern struct filesystem anon_fs;
