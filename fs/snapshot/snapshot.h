/* SPDX-License-Identifier: MIT */
/*
 * A snapshot of the in-memory file systems, restored before each run of an explored program: names,
 * contents, attributes, inode numbers, and the state of open files. There is at most one snapshot.
 * kernel/explore takes it at the point where every run begins. A page or directory is saved when it
 * is first changed, so a restore handles only what was changed. Open files are not restored: each
 * run uses copies of them. Mounts must not change afterwards, which kernel/explore ensures.
 */
#pragma once
#include <fs/tree.h>

struct files;

/*
 * State outside inodes and open files that belongs to the snapshot, such as the console's settings.
 * `save` and `restore` run in thread context and may not sleep long; neither can fail.
 */
struct snapshot_part {
	struct list link;
	void (*save)(void);
	void (*restore)(void);
};

/* Add `part` to every snapshot. Boot. */
void snapshot_register(struct snapshot_part *part);

/* Take the snapshot. Once. 0 or -ENOMEM. Thread context. */
int snapshot_take(void);

/*
 * Add an open or mapped file to the snapshot: it is frozen, and runs use copies of it. 0, -ENOMEM,
 * or -EOPNOTSUPP (the file cannot be copied; see snapshot_refusal()). Thread context.
 */
int snapshot_add_file(struct file *file);

/*
 * Copy the descriptor table `files`, whose files have all been added. Only one copy is made at a
 * time. NULL: no memory. Thread context.
 */
struct files *snapshot_copy_files(struct files *files);

/*
 * For a file's `freeze` operation: remember that a `what` ("socket with ...") cannot be copied, and
 * return -EOPNOTSUPP. snapshot_refusal() returns the reason in words.
 */
int snapshot_refuse(const char *what);
const char *snapshot_refusal(void);

/*
 * For the `copy` and `copy_references` operations, while snapshot_copy_files() runs:
 * snapshot_copy_file() returns a counted reference to the copy of `file`, which is made on first
 * use (NULL: no memory). snapshot_copy_of() returns the copy noted for any other object (NULL:
 * none). snapshot_note_copy() notes one: 0 or -ENOMEM.
 */
struct file *snapshot_copy_file(struct file *file);
void *snapshot_copy_of(const void *original);
int snapshot_note_copy(const void *original, void *copy);

/*
 * Restore the snapshot. Files and mappings made since must be gone. 0 or -ENOMEM (something could
 * not be saved or made again). Thread context.
 */
int snapshot_restore(void);
