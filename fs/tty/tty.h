/* SPDX-License-Identifier: MIT */
/*
 * Terminals: line discipline, job control, ioctls (termios(3)). A tty's far end, a serial line or a
 * pseudo-terminal's master, hands in bytes with tty_receive() and takes them by its `write`.
 */
#pragma once
#include <fs/vfs.h>
#include <lib/bitmap.h>
#include <uapi/termios.h>

#define TTY_INPUT 4096 /* bytes of input that are kept; a power of two */

struct tty;

/* What far ends differ in; NULL: nothing is to be done. */
struct tty_ops {
	bool pseudo; /* its files stay when its session ends */
	/* Output for the far end. Bytes taken, fewer than n when it is full. Lock: tty->lock. */
	size_t (*write)(struct tty *tty, const char *text, size_t n);
	/* May a write of one byte succeed? A hint. NULL: always. */
	bool (*has_room)(struct tty *tty);
	/* Something was written, or input was read; `status` (TIOCPKT_*, 0: none) is what else has
	 * happened. No lock held. */
	void (*moved)(struct tty *tty, unsigned status);
	/* The last reference is gone. */
	void (*destroy)(struct tty *tty);
};

struct tty {
	/* Constant. */
	const char *name;
	uint32_t rdev;
	const struct tty_ops *ops;

	unsigned refs; /* lock: ttys_lock */

	struct spinlock lock;
	/* Lock: lock, except `session` and `pgid`: read anywhere. */
	struct linux_termios termios;
	struct linux_winsize winsize;
	int session;       /* whose controlling terminal it is; 0: nobody's */
	int pgid;          /* the foreground process group */
	bool stopped;      /* output, by ^S */
	bool literal_next; /* ^V was typed */
	bool hung_up;      /* the far end is gone */
	unsigned hangups;  /* times that its files were cut off from it; read anywhere */
	unsigned column;   /* of the cursor, for tabs */

	/*
	 * Input: bytes [tail, head) of a ring. In canonical mode those before `lines` are whole
	 * lines, the end of each marked in `ends`; a marked NUL is an end of file, not read as a
	 * byte.
	 */
	unsigned head, tail, lines;
	unsigned line_column; /* where the present line began on the screen */
	char input[TTY_INPUT];
	unsigned long ends[BITMAP_WORDS(TTY_INPUT)];

	struct event readable, writable;
	struct list link; /* on ttys, lock: its own */
};

/* A tty with the usual settings and one reference, known to the system. */
void tty_init(struct tty *tty, const char *name, uint32_t rdev, const struct tty_ops *ops);

/* The system forgets it, which is only there to be copied (fs/snapshot/snapshot.h); a copy, known
 * to the system, without a reference. */
void tty_freeze(struct tty *tty);
void tty_copy(struct tty *copy, const struct tty *tty);

/* References; with the last the system forgets it. */
struct tty *tty_get(struct tty *tty);
void tty_put(struct tty *tty);

/* A byte from the far end. Any context. */
void tty_receive(struct tty *tty, char c);

/* The far end is gone: readers see the end, SIGHUP goes to the session's leader group. */
void tty_hang_up(struct tty *tty);

/* Session `sid` loses its terminal, which then belongs to nobody; SIGHUP to the foreground group.
 * Either the leader gives it up or (`ended`) the leader has ended: then files open on the terminal
 * are cut off from it. */
void tty_leave_session(int sid, bool ended);

/* Is an open file cut off from its terminal? Reads find the end, all else fails. */
bool tty_is_hung(const struct file *file);
#define TTY_NEVER_CUT UINT64_MAX /* file->mark of /dev/console, whatever sessions come and go */

/* The device number of the terminal of session `sid`, 0 when it has none; and its foreground group,
 * or -1. */
uint32_t tty_of_session(int sid);
int tty_foreground_of(int sid);

/* The terminal of the current session, counted; NULL: it has none. */
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
void tty_close(struct file *file); /* gives up file->private */

/* The same request from the terminal itself, or from its master, which job control does not
 * concern. */
long tty_request(struct tty *tty, unsigned request, uintptr_t arg, bool master);

/* `file` is opened on `tty`, which it counts on: it becomes the controlling terminal of the current
 * session if open() has that effect. */
void tty_opened(struct tty *tty, struct file *file);

/* --- Between the files of the tty --- */

/* Take the terminal for the current session, whose leader the caller is and which has none. 0 or
 * -EPERM. */
int tty_take(struct tty *tty, bool steal);

/* The current process, of the background, does what `signo` (SIGTTIN, SIGTTOU) is for: 0 to let it,
 * -ERESTARTSYS when it is being stopped, or -EIO. */
int tty_check_foreground(struct tty *tty, int signo);

/* Give up the current session's terminal (TIOCNOTTY). */
void tty_release(struct tty *tty);

/* Discard input that nobody has read. Lock: tty->lock. */
void tty_flush_input_locked(struct tty *tty);

/* Process n bytes for output (OPOST) and write them. How many were taken. Lock: tty->lock. */
size_t tty_output_locked(struct tty *tty, const char *text, size_t n);

/* Canonical mode goes on or off: what is there is readable all the same. Lock: tty->lock. */
void tty_mode_changed_locked(struct tty *tty);

/* Would a byte from the far end be kept, or at least be no loss? Any context. */
bool tty_has_input_room(const struct tty *tty);

/* Tell the far end (tty_ops.moved). No lock held. */
static inline void tty_moved(struct tty *tty, unsigned status)
{
	if (tty->ops->moved)
		tty->ops->moved(tty, status);
}

/* Bytes that a reader can have now. Lock: tty->lock, or as a hint. */
unsigned tty_readable(const struct tty *tty);
