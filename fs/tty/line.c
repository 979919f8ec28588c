/* SPDX-License-Identifier: MIT */
/*
 * The line discipline: editing the line being typed, echo, and processing of output. Everything
 * runs with the tty's lock held, which interrupt handlers take too.
 */
#include <fs/tty/tty.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <uapi/signal.h>

#define NO_CHAR '\0' /* a disabled character of termios.cc */

static bool has(const struct tty *tty, unsigned lflag)
{
	return tty->termios.lflag & lflag;
}

static bool is_cc(const struct tty *tty, char c, enum termios_char which)
{
	return c != NO_CHAR && (uint8_t)c == tty->termios.cc[which];
}

/* --- Output --- */

static bool put(struct tty *tty, const char *text, size_t n)
{
	return tty->ops->write(tty, text, n) == n;
}

/* Write one byte as OPOST asks. False: the far end is full. */
static bool put_processed(struct tty *tty, char c)
{
	static const char spaces[] = "        ";
	unsigned oflag = tty->termios.oflag, column = tty->column;

	switch (c) {
	case '\n':
		column = oflag & (ONLCR | ONLRET) ? 0 : column;
		if (!(oflag & ONLCR ? put(tty, "\r\n", 2) : put(tty, "\n", 1)))
			return false;
		break;
	case '\r':
		if (oflag & ONOCR && column == 0)
			return true;
		column = oflag & OCRNL ? column : 0;
		if (!put(tty, oflag & OCRNL ? "\n" : "\r", 1))
			return false;
		break;
	case '\t':
		if (!((oflag & XTABS) == XTABS ? put(tty, spaces, 8 - column % 8)
					       : put(tty, "\t", 1)))
			return false;
		column += 8 - column % 8;
		break;
	case '\b':
		if (!put(tty, "\b", 1))
			return false;
		column -= column != 0;
		break;
	default:
		if (!put(tty, &c, 1))
			return false;
		/* Control characters and continuation bytes of UTF-8 do not move the cursor. */
		column += (uint8_t)c >= ' ' && c != 0x7f && ((uint8_t)c & 0xc0) != 0x80;
	}
	tty->column = column;
	return true;
}

static bool is_plain(char c)
{
	return (uint8_t)c >= ' ' && (uint8_t)c < 0x7f;
}

size_t tty_output_locked(struct tty *tty, const char *text, size_t n)
{
	size_t done = 0;

	assert_locked(&tty->lock);
	if (!(tty->termios.oflag & OPOST))
		return tty->ops->write(tty, text, n);
	while (done < n) {
		size_t run = 0;

		while (done + run < n && is_plain(text[done + run]))
			run++;
		if (run) {
			size_t taken = tty->ops->write(tty, text + done, run);

			tty->column += (unsigned)taken;
			done += taken;
			if (taken < run)
				break;
		} else if (put_processed(tty, text[done])) {
			done++;
		} else {
			break;
		}
	}
	return done;
}

/* --- Echo --- */

static bool is_caret(const struct tty *tty, char c)
{
	return has(tty, ECHOCTL) && ((uint8_t)c < ' ' || c == 0x7f) && c != '\t' && c != '\n';
}

static void echo(struct tty *tty, char c)
{
	char caret[2] = {'^', (char)(c ^ 0x40)};

	if (!has(tty, ECHO) && !(c == '\n' && has(tty, ECHONL) && has(tty, ICANON)))
		return;
	if (is_caret(tty, c))
		tty_output_locked(tty, caret, 2);
	else
		tty_output_locked(tty, &c, 1);
}

/* The cursor's column after the bytes [lines, end) of the line being typed. */
static unsigned column_at(const struct tty *tty, unsigned end)
{
	unsigned column = tty->line_column;

	for (unsigned i = tty->lines; i != end; i++) {
		char c = tty->input[i % TTY_INPUT];

		if (c == '\t')
			column += 8 - column % 8;
		else if (is_caret(tty, c))
			column += 2;
		else if ((uint8_t)c >= ' ' &&
			 !(tty->termios.iflag & IUTF8 && ((uint8_t)c & 0xc0) == 0x80))
			column++;
	}
	return column;
}

/* --- Editing the line --- */

static bool is_continuation(const struct tty *tty, char c)
{
	return tty->termios.iflag & IUTF8 && ((uint8_t)c & 0xc0) == 0x80;
}

/* Remove the last character from the line and, if `visible`, from the screen. */
static void erase_one(struct tty *tty, bool visible)
{
	unsigned before = column_at(tty, tty->head);
	char c;

	do {
		tty->head--;
		c = tty->input[tty->head % TTY_INPUT];
	} while (is_continuation(tty, c) && tty->head != tty->lines);
	if (!visible)
		return;
	for (unsigned now = column_at(tty, tty->head); before > now; before--)
		tty_output_locked(tty, c == '\t' ? "\b" : "\b \b", c == '\t' ? 1 : 3);
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c & 0x80;
}

static void erase(struct tty *tty, char key)
{
	bool visible = has(tty, ECHO) && has(tty, ECHOE), word = false;

	if (tty->head == tty->lines)
		return;
	if (is_cc(tty, key, VERASE)) {
		if (has(tty, ECHO) && !has(tty, ECHOE))
			echo(tty, key);
		erase_one(tty, visible);
		return;
	}
	if (is_cc(tty, key, VWERASE)) {
		while (tty->head != tty->lines) {
			bool here = is_word(tty->input[(tty->head - 1) % TTY_INPUT]);

			if (word && !here)
				break;
			word |= here;
			erase_one(tty, visible);
		}
		return;
	}
	visible = has(tty, ECHO) && has(tty, ECHOKE) && has(tty, ECHOE);
	while (tty->head != tty->lines)
		erase_one(tty, visible);
	if (!visible && has(tty, ECHO)) {
		echo(tty, key);
		if (has(tty, ECHOK))
			echo(tty, '\n');
	}
}

/* --- Input --- */

unsigned tty_readable(const struct tty *tty)
{
	unsigned end = tty->termios.lflag & ICANON ? READ_ONCE(tty->lines) : READ_ONCE(tty->head);

	return end - READ_ONCE(tty->tail);
}

void tty_flush_input_locked(struct tty *tty)
{
	assert_locked(&tty->lock);
	tty->head = tty->tail = tty->lines = 0;
	memset(tty->ends, 0, sizeof(tty->ends));
}

void tty_mode_changed_locked(struct tty *tty)
{
	assert_locked(&tty->lock);
	memset(tty->ends, 0, sizeof(tty->ends));
	tty->lines = tty->head;
	if (has(tty, ICANON) && tty->head != tty->tail)
		bitmap_set(tty->ends, (tty->head - 1) % TTY_INPUT);
}

/* Append a byte to the ring; false: no room. The last place is reserved for the end of a line. */
static bool keep(struct tty *tty, char c, bool end)
{
	if (tty->head - tty->tail >= TTY_INPUT - (end ? 0 : 1))
		return false;
	tty->input[tty->head % TTY_INPUT] = c;
	bitmap_clear(tty->ends, tty->head % TTY_INPUT);
	if (end)
		bitmap_set(tty->ends, tty->head % TTY_INPUT);
	tty->head++;
	if (end)
		tty->lines = tty->head;
	return true;
}

static void keep_and_echo(struct tty *tty, char c, bool end)
{
	if (tty->head == tty->lines)
		tty->line_column = tty->column;
	if (keep(tty, c, end))
		echo(tty, c);
	else if (tty->termios.iflag & IMAXBEL)
		tty_output_locked(tty, "\a", 1);
}

/* Process a key in canonical mode. True: there is something new to read. */
static bool canonical_key(struct tty *tty, char c)
{
	if (is_cc(tty, c, VERASE) || is_cc(tty, c, VKILL) ||
		(is_cc(tty, c, VWERASE) && has(tty, IEXTEN))) {
		erase(tty, c);
		return false;
	}
	if (is_cc(tty, c, VLNEXT) && has(tty, IEXTEN)) {
		tty->literal_next = true;
		if (has(tty, ECHO) && has(tty, ECHOCTL))
			tty_output_locked(tty, "^\b", 2);
		return false;
	}
	if (is_cc(tty, c, VREPRINT) && has(tty, ECHO) && has(tty, IEXTEN)) {
		echo(tty, c);
		tty_output_locked(tty, "\n", 1);
		tty->line_column = tty->column;
		for (unsigned i = tty->lines; i != tty->head; i++)
			echo(tty, tty->input[i % TTY_INPUT]);
		return false;
	}
	if (is_cc(tty, c, VEOF)) {
		keep(tty, NO_CHAR, true);
		return true;
	}
	if (c == '\n' || is_cc(tty, c, VEOL) || (is_cc(tty, c, VEOL2) && has(tty, IEXTEN))) {
		keep_and_echo(tty, c, true);
		return true;
	}
	keep_and_echo(tty, c, false);
	return false;
}

/* The signal that key `c` sends; 0: none. */
static int signal_key(const struct tty *tty, char c)
{
	if (!has(tty, ISIG))
		return 0;
	return is_cc(tty, c, VINTR)   ? SIGINT
	       : is_cc(tty, c, VQUIT) ? SIGQUIT
	       : is_cc(tty, c, VSUSP) ? SIGTSTP
				      : 0;
}

/* Flow control. True: the key has been consumed. */
static bool flow_key(struct tty *tty, char c)
{
	if (!(tty->termios.iflag & IXON))
		return false;
	if (is_cc(tty, c, VSTOP)) {
		tty->stopped = true;
		return true;
	}
	if (is_cc(tty, c, VSTART)) {
		tty->stopped = false;
		return true;
	}
	if (tty->stopped && tty->termios.iflag & IXANY)
		tty->stopped = false;
	return false;
}

/* Process a byte. Returns the signal to send, or 0. *news: there is something new to read. Lock:
 * tty->lock. */
static int receive_locked(struct tty *tty, char c, bool *news)
{
	unsigned iflag = tty->termios.iflag;
	int signo;

	assert_locked(&tty->lock);
	if (iflag & ISTRIP)
		c &= 0x7f;
	if (tty->literal_next) {
		tty->literal_next = false;
		keep_and_echo(tty, c, false);
		return 0;
	}
	if (c == '\r' && iflag & IGNCR)
		return 0;
	if (c == '\r' && iflag & ICRNL)
		c = '\n';
	else if (c == '\n' && iflag & INLCR)
		c = '\r';
	if (flow_key(tty, c))
		return 0;
	signo = signal_key(tty, c);
	if (signo) {
		if (!has(tty, NOFLSH))
			tty_flush_input_locked(tty);
		tty->stopped = false;
		echo(tty, c);
		return signo;
	}
	if (has(tty, ICANON)) {
		*news = canonical_key(tty, c);
	} else {
		keep_and_echo(tty, c, false);
		tty->lines = tty->head;
		*news = true;
	}
	return 0;
}

bool tty_has_input_room(const struct tty *tty)
{
	/* If the ring is full but holds no complete line, no reader can make room: let the line
	 * lose its end rather than block the sender. */
	return READ_ONCE(tty->head) - READ_ONCE(tty->tail) < TTY_INPUT - 1 || !tty_readable(tty);
}

void tty_receive(struct tty *tty, char c)
{
	unsigned long flags = spin_lock_irqsave(&tty->lock);
	bool news = false, was_stopped = tty->stopped, stopped;
	int signo = receive_locked(tty, c, &news), pgid = tty->pgid;

	stopped = tty->stopped;
	spin_unlock_irqrestore(&tty->lock, flags);
	if (signo && pgid)
		tty_signal(pgid, signo);
	if (news)
		event_notify(&tty->readable);
	if (was_stopped && !stopped)
		event_notify(&tty->writable);
	tty_moved(tty, was_stopped == stopped ? 0 : stopped ? TIOCPKT_STOP : TIOCPKT_START);
}
