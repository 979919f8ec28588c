/* SPDX-License-Identifier: MIT */
/*
 * The inside of pseudo-terminals, shared by fs/tty/pty.c and fs/tty/pty_copy.c.
 */
#pragma once
#include <fs/tty/pty.h>
#include <fs/tty/tty.h>
#include <kernel/sync/mutex.h>
#include <mm/page.h>

#define OUTPUT_SIZE PAGE_SIZE /* of the output ring */

struct pty {
	struct tty tty; /* the slave's */
	unsigned index;
	struct dentry *entry; /* in /dev/pts */

	/* Waiters read all of these without a lock. */
	bool locked;         /* TIOCSPTLCK: the slave cannot be opened; no lock */
	bool packets;        /* TIOCPKT: packet mode; no lock */
	unsigned status;     /* TIOCPKT_* not yet read by the master; lock: tty.lock */
	unsigned slaves;     /* open files of the slave; lock: ptys_mutex */
	bool left;           /* the slave was open and is closed now; lock: ptys_mutex */
	unsigned head, tail; /* output: bytes ever written and read; lock: tty.lock */
	struct page *output; /* the ring */

	struct event readable, writable; /* the master waits for these */
};

extern struct pty *ptys[PTY_MAX]; /* pairs whose master is open, by index; lock: ptys_mutex */
extern struct mutex ptys_mutex;
extern const struct tty_ops pty_far_ops;

static inline struct pty *pty_of(struct tty *tty)
{
	return container_of(tty, struct pty, tty);
}

/* A pair that is locked (TIOCSPTLCK) and whose tty is not initialized. NULL: no memory. */
struct pty *pty_alloc(void);

/* File operations for snapshots (fs/vfs.h). */
int pty_freeze_master(struct file *file);
int pty_copy_master(struct file *copy, struct file *file);
int pty_freeze_slave(struct file *file);
int pty_copy_slave(struct file *copy, struct file *file);
