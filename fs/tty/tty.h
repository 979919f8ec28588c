/* SPDX-License-Identifier: MIT */
/*
 * Terminals: line discipline, job control, ioctls (termios(3)). The far end of a tty is a serial
 * line or a pseudo-terminal's master. Its input arrives by tty_receive(), and output is sent to it
 * by tty_ops.write. All functions: no tty's lock held, unless they say otherwise.
 */
#pragma once
#include <fs/vfs.h>
#include <lib/bitmap.h>
#include <uapi/termios.h>

#define TTY_INPUT 4096 /* size of the input ring in bytes; a power of two */

struct tty;

/* Operations of the far end. NULL: there is nothing to do. */
struct tty_ops {
	bool pseudo; /* a pty: the end of its session does not cut off its files */
	/* Send n bytes to the far end. Returns the number accepted, less than n when the far end
	 * is full. Lock: tty->lock. */
	size_t (*write)(struct tty *tty, const char *text, size_t n);
	/* Is there room for at least one byte? A hint. NULL: always. */
	bool (*has_room)(struct tty *tty);
	/* Called after output was written, input was read or a setting has changed. `status` has
	 * the TIOCPKT_* bits for the master, or is 0. Any context, no lock held. */
	void (*moved)(struct tty *tty, unsigned status);
	/* The last reference has been dropped. */
	void (*destroy)(struct tty *tty);
};

struct tty {
	/* Constant. */
	const char *name;
	uint32_t rdev;
	const struct tty_ops *ops;

	unsigned refs; /* lock: ttys_lock */

	struct spinlock lock;
	/* Written with `lock` held, except where noted. Read anywhere. */
	struct linux_termios termios;
	struct linux_winsize winsize;
	int session;       /* that it controls, 0: none; lock: ttys_lock */
	int pgid;          /* foreground process group; lock: ttys_lock, not for TIOCSPGRP */
	bool stopped;      /* output is stopped (^S); TCXONC sets it without the lock */
	bool literal_next; /* ^V was typed */
	bool hung_up;      /* the far end is gone; lock: ttys_lock */
	unsigned hangups;  /* how often its open files were cut off from it; lock: ttys_lock */
	unsigned column;   /* of the cursor, for tabs */

	/*
	 * Input: bytes [tail, head) of a ring. In canonical mode the bytes before `lines` are
	 * complete lines, and `ends` marks the last byte of each. A marked NUL is an end of file:
	 * it ends the line but is not read as a byte.
	 */
	unsigned head, tail, lines;
	unsigned line_column; /* screen column at which the current line begins */
	char input[TTY_INPUT];
	unsigned long ends[BITMAP_WORDS(TTY_INPUT)];

	struct event readable, writable;
	struct list link; /* on ttys; lock: ttys_lock */
};

/* Initialize `tty` with default settings and one reference, and add it to the list of terminals.
 * `name` must outlive it. */
void tty_init(struct tty *tty, const char *name, uint32_t rdev, const struct tty_ops *ops);

/* Snapshots (fs/snapshot/snapshot.h). tty_freeze() removes `tty` from the list of terminals: from
 * then on it is only copied. tty_copy() initializes `copy` as a listed copy without references. */
void tty_freeze(struct tty *tty);
void tty_copy(struct tty *copy, const struct tty *tty);

/* Take a reference; drop one. The last one removes the tty from the list and destroys it. */
struct tty *tty_get(struct tty *tty);
void tty_put(struct tty *tty);

/* Process one byte from the far end. Any context. */
void tty_receive(struct tty *tty, char c);

/* The far end is gone. Readers see end of file, the session loses its terminal, and its leader's
 * group and the foreground group receive SIGHUP and SIGCONT. */
void tty_hang_up(struct tty *tty);

/* Detach session `sid` from its terminal, if it has one, and send SIGHUP to the foreground group.
 * `ended`: the leader has exited, so files open on the terminal are cut off from it, unless it is a
 * pseudo-terminal. Otherwise the leader gave it up, and the group also receives SIGCONT. */
void tty_leave_session(int sid, bool ended);

/* Is `file` cut off from its terminal? Then reads return 0; writes and ioctls fail. */
bool tty_is_hung(const struct file *file);
#define TTY_NEVER_CUT UINT64_MAX /* file->mark of /dev/console, which no session's end cuts off */

/* The device number of the controlling terminal of session `sid` (0: it has none), and the
 * foreground group of that terminal (-1: no terminal). */
uint32_t tty_of_session(int sid);
int tty_foreground_of(int sid);

/* The current session's terminal, with a reference; NULL: it has none. */
struct tty *tty_get_own(void);

/* The console: /dev/console and /dev/ttyS0. */
extern struct tty console_tty;

/* Set up the console and register /dev/console, /dev/ttyS0 and /dev/tty. Boot. */
void console_tty_init(void);

/* File operations of an open tty, whose file->private is the tty. */
long tty_read(struct file *file, struct io *io, uint64_t *pos);
long tty_write(struct file *file, struct io *io, uint64_t *pos);
unsigned tty_poll(struct file *file, struct poll_table *table);
long tty_ioctl(struct file *file, unsigned request, uintptr_t arg);
void tty_close(struct file *file); /* drops the reference in file->private */

/* tty_ioctl() without its checks for hang-up and background processes. `master`: a pty's master
 * asks, which may read the session and foreground group of a terminal that is not its own. */
long tty_request(struct tty *tty, unsigned request, uintptr_t arg, bool master);

/* Attach the newly opened `file` to `tty`; `file` takes over the caller's reference. `tty` becomes
 * the current session's controlling terminal if tty_take() allows it, unless O_NOCTTY is set. */
void tty_opened(struct tty *tty, struct file *file);

/* --- Inside fs/tty --- */

/* Make `tty` the controlling terminal of the current session. `steal`: even if it controls another
 * one. 0, or -EPERM: the caller does not lead its session, the session has a terminal, or `tty`
 * controls another session. */
int tty_take(struct tty *tty, bool steal);

/* May the current process read `tty` (`signo` SIGTTIN) or write and change it (SIGTTOU)? 0: yes, it
 * is not in this terminal's background, or it blocks or ignores SIGTTOU. -ERESTARTSYS: `signo` was
 * sent to its group. -EIO: it blocks or ignores SIGTTIN, or its group is orphaned. */
int tty_check_foreground(struct tty *tty, int signo);

/* TIOCNOTTY: detach the session of `tty` from it if the caller is the session's leader. */
void tty_release(struct tty *tty);

/* Discard unread input. Lock: tty->lock. */
void tty_flush_input_locked(struct tty *tty);

/* Process n bytes for output (OPOST) and send them to the far end. Returns the number of bytes
 * taken from `text`. Lock: tty->lock. */
size_t tty_output_locked(struct tty *tty, const char *text, size_t n);

/* ICANON has been set or cleared: make all input received before readable. Lock: tty->lock. */
void tty_mode_changed_locked(struct tty *tty);

/* May the far end send a byte? False when the ring is full and a reader has something to read. A
 * hint. Any context. */
bool tty_has_input_room(const struct tty *tty);

/* Notify the far end (tty_ops.moved). Any context, no lock held. */
static inline void tty_moved(struct tty *tty, unsigned status)
{
	if (tty->ops->moved)
		tty->ops->moved(tty, status);
}

/* The number of bytes in the ring that a reader may take now. Without tty->lock it is a hint. */
unsigned tty_readable(const struct tty *tty);
