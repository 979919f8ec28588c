/* SPDX-License-Identifier: MIT */
/*
 * The tree of names: dentries, following paths, and changing directories. For fs/ and the system
 * calls; other code uses vfs.h. The tree lock is one mutex for all directories.
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

/* Drop a reference; NULL is allowed. With or without the tree lock. May sleep. */
void dentry_put(struct dentry *dentry);

/* Create a dentry for `inode`, whose reference it takes, also on failure. `parent` is NULL for a
 * root. The dentry is in no directory yet. NULL: no memory. */
struct dentry *dentry_create(struct dentry *parent, const char *name, size_t length,
	struct inode *inode);

/* The child of `dir`, a directory that keeps its entries as dentries. Not counted; NULL: none. Tree
 * lock held. */
struct dentry *dentry_child(struct dentry *dir, const char *name, size_t length);

/* Add a dentry to its parent's directory, or remove it. The caller updates the directory's times
 * and the link counts. Tree lock held. */
void dentry_link(struct dentry *dentry);
void dentry_unlink(struct dentry *dentry);

/* Move a linked dentry to the directory and name of `place`, replacing the entry there: 0, or
 * -ENOMEM and nothing has changed. Or exchange two linked dentries. Tree lock held. */
int dentry_move(struct dentry *dentry, const struct path_place *place);
void dentry_exchange(struct dentry *a, struct dentry *b);

/* Rename a dentry that is in no directory. 0 or -ENOMEM. Tree lock held. */
int dentry_rename(struct dentry *dentry, const char *name, size_t length);

/* Is the dentry in the tree, that is, not removed? Tree lock held. */
static inline bool dentry_is_linked(const struct dentry *dentry)
{
	DEBUG_ASSERT(tree_is_mine());
	return dentry->parent == dentry || dentry->inode->fs->ops->lookup ||
	       list_is_linked(&dentry->link);
}

/* The `readdir` operation of directories that keep their entries as dentries. Tree lock held. */
int dentry_readdir(struct file *file, struct dir_sink *sink, uint64_t *pos);

/* Pass "." and "..", at positions 0 and 1, to `sink`. False: it is full. Tree lock held. */
bool dentry_readdir_dots(struct file *file, struct dir_sink *sink, uint64_t *pos);

/*
 * Write the absolute path of `dentry`, as the current process sees it, to the end of `buffer`, and
 * return its start. " (deleted)" follows a removed dentry's path, "(unreachable)" precedes one that
 * is outside the process's root. NULL: longer than `size` bytes. Tree lock held.
 */
char *dentry_path(struct dentry *dentry, char *buffer, size_t size);

/* Call inode_ops.allocate for a range that the caller has checked. 0 or -errno. Takes
 * inode->lock. */
int inode_allocate(struct inode *inode, uint64_t start, uint64_t end, bool punch);

/* F_GET_SEALS and F_ADD_SEALS (memfd_create(2)): the seals, or 0; or -errno. */
long file_get_seals(const struct file *file);
long file_add_seals(struct file *file, unsigned seals);

/* Set the size of a regular file, in bytes. 0, -EINVAL (not a regular file), -EFBIG or -EPERM
 * (seals). Takes inode->lock. */
int inode_truncate(struct inode *inode, uint64_t size);

/* --- Following paths --- */

#define WALK_FOLLOW 1u /* follow a symbolic link in the last component too */
#define WALK_CREATE 2u /* the last component need not exist; the caller checks a slash after it */
#define WALK_EMPTY  4u /* an empty path means the base itself (AT_EMPTY_PATH) */

/* Where a path leads. */
struct path_place {
	struct dentry *dir;   /* counted; that of the last component */
	struct dentry *entry; /* counted; NULL: there is none (WALK_CREATE) */
	const char *name;     /* last component, without NUL; length 0: none, such as in "/" */
	size_t length;
	bool slash;   /* slashes follow it */
	bool jumped;  /* a link such as /proc/PID/fd/N led to `entry`, not a name */
	char *buffer; /* `name` points into it when links were followed */
};

/*
 * Follow `path` from `base` (NULL: the current directory; ignored for absolute paths). `flags` are
 * WALK_*. 0, and the caller calls path_place_put() later; or -ENOENT, -ENOTDIR, -EACCES, -ELOOP,
 * -ENAMETOOLONG or -ENOMEM. Tree lock held.
 */
int path_walk(struct dentry *base, const char *path, unsigned flags, struct path_place *place);
void path_place_put(struct path_place *place);

/* The dentry at `path`, counted. 0 or an error of path_walk(). Takes the tree lock. */
int path_lookup(struct dentry *base, const char *path, unsigned flags, struct dentry **dentry);

/* Can the last component be created or removed: is it neither "/" nor "." nor ".."? */
bool path_is_plain(const struct path_place *place);

/* --- Changing directories: system calls, with paths in kernel memory. They take the tree lock
 * --- */

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

/* Create place->name in place->dir with a new inode. Checks permissions, applies the umask. 0 and a
 * counted place->entry, or -errno. Tree lock held. */
int fs_create_at(struct path_place *place, uint32_t mode, uint32_t rdev);

/* Mount `fs` on `point`, a directory. 0, -ENOTDIR, -EBUSY, -ENOENT or -ENOMEM. Takes the tree
 * lock. */
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
	DEBUG_ASSERT(tree_is_mine());
	if (unlikely(dir->inode->saved))
		snapshot_save_names(dir);
}

/* The file system of inodes in no directory: pipes, sockets, events (fs/file.c). */
extern struct filesystem anon_fs;
