/* SPDX-License-Identifier: MIT */
/*
 * What a process has of the file system: its descriptors (struct files) and its place in the tree
 * (struct fs_context). Both are counted and may be shared between processes (clone's CLONE_FILES
 * and CLONE_FS).
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

/* An empty table; a copy of one with the same files; NULL: no memory. */
struct files *files_create(void);
struct files *files_clone(struct files *files);

static inline struct files *files_get(struct files *files)
{
	atomic_inc(&files->refs);
	return files;
}

/* One reference less; the last closes all descriptors. */
void files_put(struct files *files);

/* Close what FD_CLOEXEC marks. The caller is the table's only user (exec). */
void files_close_on_exec(struct files *files);

/* The file of a descriptor, counted; NULL: no such. */
struct file *files_find(struct files *files, unsigned fd);

/* Reserve the lowest free descriptor from `from` on: it, or -EMFILE, -ENOMEM. Then put a file into
 * it (its reference becomes the table's), or free it. */
int files_reserve(struct files *files, unsigned from, bool close_on_exec);
void files_install(struct files *files, unsigned fd, struct file *file);
void files_release(struct files *files, unsigned fd);

/* Both in one: `file`'s reference is taken over, also on failure. */
int files_add(struct files *files, struct file *file, bool close_on_exec);

/* Put `file` (a new reference) at exactly `fd`, closing what is there: fd or -errno. */
int files_replace(struct files *files, unsigned fd, struct file *file, bool close_on_exec);

/* Take `fd` out: its file, whose reference is the caller's now; NULL: no such. */
struct file *files_remove(struct files *files, unsigned fd);

/* Open the console as descriptors 0, 1 and 2: what the first process has. 0 or -errno. */
int files_open_console(struct files *files);

/* A descriptor of `files` that was `file` is closed: its record locks go, its reference too. */
void file_close(struct files *files, struct file *file);

/* FD_CLOEXEC of a descriptor: 0, 1 or -EBADF; set it: 0 or -EBADF. */
int files_close_on_exec_of(struct files *files, unsigned fd);
int files_set_close_on_exec(struct files *files, unsigned fd, bool set);

struct fs_context {
	struct atomic refs;
	unsigned umask; /* atomic */
	struct dentry *root, *cwd;
};

/* At the root with umask 022; a copy; NULL: no memory. */
struct fs_context *fs_context_create(void);
struct fs_context *fs_context_clone(struct fs_context *fs);

static inline struct fs_context *fs_context_get(struct fs_context *fs)
{
	atomic_inc(&fs->refs);
	return fs;
}

void fs_context_put(struct fs_context *fs);

/* Move a process: to a directory, to another root. */
void fs_context_set_cwd(struct fs_context *fs, struct dentry *cwd);
void fs_context_set_root(struct fs_context *fs, struct dentry *root);

/* Where new contexts start: the root of the first file system. Boot, once. */
void tree_set_root(struct dentry *root);
