/* SPDX-License-Identifier: MIT */
/*
 * Inside of pseudo-terminals: fs/tty/pty.c and fs/tty/pty_copy.c.
 */
#pragma once
#include <fs/tty/pty.h>
#include <fs/tty/tty.h>
#include <kernel/sync/mutex.h>
#include <mm/page.h>

#define OUTPUT_SIZE PAGE_SIZE /* of the ring */

struct pty {
	struct tty tty; /* the slave's */
	unsigned index;
	struct dentry *entry; /* in /dev/pts */

	/* Lock: tty.lock. Read by waiters without it. */
	bool locked;         /* TIOCSPTLCK: the slave cannot be opened yet */
	bool packets;        /* TIOCPKT */
	unsigned status;     /* TIOCPKT_* that the master was not yet told */
	unsigned slaves;     /* times that the slave is open */
	bool left;           /* it was, and is no more */
	unsigned head, tail; /* of output: bytes ever written and read */
	struct page *output;

	struct event readable, writable; /* for the master */
};

extern struct pty *ptys[PTY_MAX]; /* those with a master; lock: ptys_mutex */
extern struct mutex ptys_mutex;
extern const struct tty_ops pty_far_ops;

static inline struct pty *pty_of(struct tty *tty)
{
	return container_of(tty, struct pty, tty);
}

/* One without a terminal yet, locked. NULL: no memory. */
struct pty *pty_alloc(void);

/* Of the file operations. */
int pty_freeze_master(struct file *file);
int pty_copy_master(struct file *copy, struct file *file);
int pty_freeze_slave(struct file *file);
int pty_copy_slave(struct file *copy, struct file *file);
