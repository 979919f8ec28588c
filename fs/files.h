/* SPDX-License-Identifier: MIT */
/*
 * A process's descriptor table (struct files), and its root and current directory (struct
 * fs_context). Both are counted and may be shared between processes (clone's CLONE_FILES and
 * CLONE_FS). Thread context, no spin lock held; files_get() and fs_context_get(): any context.
 */
#pragma once
#include <fs/upcalls.h>
#include <fs/vfs.h>
#include <kernel/sync/spinlock.h>

#define FILES_MAX 4096 /* descriptors of a process, whatever its RLIMIT_NOFILE */

struct files {
	struct atomic refs;
	struct spinlock lock;
	/* Lock: lock. Arrays grow by replacement. */
	unsigned size;          /* descriptors there is room for */
	unsigned first_free;    /* none below is free */
	struct file **files;    /* NULL: free, or being opened */
	unsigned long *used;    /* bitmap */
	unsigned long *on_exec; /* bitmap: FD_CLOEXEC */
};

/* Create an empty table, or a copy of `files` with the same open files. NULL: no memory. */
struct files *files_create(void);
struct files *files_clone(struct files *files);

static inline struct files *files_get(struct files *files)
{
	atomic_inc(&files->refs);
	return files;
}

/* Drop a reference. The last one closes all descriptors. May sleep. */
void files_put(struct files *files);

/* Close the descriptors with FD_CLOEXEC. No other thread may change the table meanwhile (exec). */
void files_close_on_exec(struct files *files);

/* The file of descriptor `fd`, counted; NULL: no such descriptor. */
struct file *files_find(struct files *files, unsigned fd);

/* Reserve the lowest free descriptor from `from` on. Returns it, -EMFILE or -ENOMEM. Then either
 * files_install() puts a file there, whose reference becomes the table's, or files_release() frees
 * the descriptor. */
int files_reserve(struct files *files, unsigned from, bool close_on_exec);
void files_install(struct files *files, unsigned fd, struct file *file);
void files_release(struct files *files, unsigned fd);

/* Reserve a descriptor and install `file`, whose reference the table takes, also on failure.
 * Returns the descriptor, -EMFILE or -ENOMEM. */
int files_add(struct files *files, struct file *file, bool close_on_exec);

/* Make `fd` refer to `file`, with a new reference, and close the file that was there. Returns fd,
 * -EBADF (beyond the limit), -EBUSY (another thread is opening it) or -ENOMEM. */
int files_replace(struct files *files, unsigned fd, struct file *file, bool close_on_exec);

/* Free descriptor `fd` and return its file, with the table's reference; NULL: no such
 * descriptor. */
struct file *files_remove(struct files *files, unsigned fd);

/* Open the console as descriptors 0, 1 and 2, for the first process. 0 or -errno. */
int files_open_console(struct files *files);

/* Finish closing a descriptor of `files` that referred to `file`: drop the record locks of `files`
 * on the file's inode, and the reference. May sleep. */
void file_close(struct files *files, struct file *file);

/* Return FD_CLOEXEC of a descriptor: 0, 1 or -EBADF; or set it to `set`: 0 or -EBADF. */
int files_close_on_exec_of(struct files *files, unsigned fd);
int files_set_close_on_exec(struct files *files, unsigned fd, bool set);

struct fs_context {
	struct atomic refs;
	unsigned umask;            /* atomic */
	struct dentry *root, *cwd; /* counted; lock: tree_lock() */
};

/* Create a context at the root with umask 022, or a copy of `fs`. NULL: no memory. */
struct fs_context *fs_context_create(void);
struct fs_context *fs_context_clone(struct fs_context *fs);

static inline struct fs_context *fs_context_get(struct fs_context *fs)
{
	atomic_inc(&fs->refs);
	return fs;
}

/* Drop a reference. The last one frees the context. May sleep. */
void fs_context_put(struct fs_context *fs);

/* Change the current directory or the root, with a new reference. Takes the tree lock. */
void fs_context_set_cwd(struct fs_context *fs, struct dentry *cwd);
void fs_context_set_root(struct fs_context *fs, struct dentry *root);

/* Set the root that new contexts start at: that of the first file system. Boot, once. */
void tree_set_root(struct dentry *root);

/* That first file system, which is never unmounted. Any context. */
struct filesystem *tree_first_filesystem(void);
