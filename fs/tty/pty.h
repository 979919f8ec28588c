/* SPDX-License-Identifier: MIT */
/*
 * Pseudo-terminals (pty(7)): /dev/ptmx makes a pair, the file opened is the master, the slave is a
 * terminal in /dev/pts. Thread context.
 */
#pragma once
#include <fs/vfs.h>

#define DEV_PTMX  MAKEDEV(5, 2)
#define PTS_MAJOR 136
#define PTY_MAX   1024 /* pairs at a time */

/* Register /dev/ptmx and the slaves. Boot. */
void pty_init(void);

/* Mount the file system of slaves on /dev/pts. 0 or -errno. Boot. */
int devpts_init(void);

/* The name of the slave `index` there, counted, and its end. NULL: no memory. */
struct dentry *devpts_add(unsigned index);
void devpts_remove(struct dentry *entry);
