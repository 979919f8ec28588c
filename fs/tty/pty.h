/* SPDX-License-Identifier: MIT */
/*
 * Pseudo-terminals (pty(7)). Opening /dev/ptmx creates a pair: the opened file is the master, and
 * the slave is a terminal in /dev/pts. Thread context; may sleep.
 */
#pragma once
#include <fs/vfs.h>

#define DEV_PTMX  MAKEDEV(5, 2)
#define PTS_MAJOR 136
#define PTY_MAX   1024 /* pairs that exist at a time */

/* Register /dev/ptmx and the slaves. Boot. */
void pty_init(void);

/* Mount the file system of slaves on /dev/pts. 0 or -errno. Boot. */
int devpts_init(void);

/* Add slave `index` to /dev/pts: its name, with a reference, or NULL (no memory). devpts_remove()
 * removes the name and drops that reference. Both take the tree lock, which the caller of
 * devpts_remove() may hold already. */
struct dentry *devpts_add(unsigned index);
void devpts_remove(struct dentry *entry);
