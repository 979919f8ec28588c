/* SPDX-License-Identifier: MIT */
/*
 * One loop around poll(2). Output is written at once, however long that takes; the machine then
 * waits, as a program does whose output is not read. Input is read only as fast as the machine
 * gives credit for it.
 */
#include "attach.h"
#include "frames.h"
#include "terminal.h"
#include "util.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY_END  0x1d /* Ctrl-] ends the machine */
#define TEXT_MAX ((size_t)1 << 20)

static volatile sig_atomic_t resized, machine_pid;

struct carrier {
	struct machine *machine;
	bool terminal;
	size_t credit;
	bool at_end;            /* of standard input */
	bool closed[3];         /* writing this output has failed */
	unsigned char bytes[2]; /* those received of a 16-bit payload */
	size_t byte_count;
	bool ended;
	int status;        /* the program's, as wait(2) returns it */
	struct text text;  /* text outside frames, the kernel's */
	struct text error; /* why the program cannot be run: the payload of CHANNEL_ERROR */
};

static bool same_file(int a, int b)
{
	struct stat sa, sb;

	return fstat(a, &sa) == 0 && fstat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
	       sa.st_ino == sb.st_ino;
}

void streams_examine(struct streams *streams)
{
	streams->terminal = isatty(0) && isatty(1);
	memset(streams->kinds, STREAM_PIPE, 3);
	if (streams->terminal)
		streams->kinds[0] = streams->kinds[1] = STREAM_TERMINAL;
	if (streams->terminal && isatty(2))
		streams->kinds[2] = STREAM_TERMINAL;
	else if (same_file(1, 2))
		streams->kinds[2] = STREAM_SAME;
}

/* --- Signals --- */

static void on_resize(int signo)
{
	(void)signo;
	resized = 1;
}

static void on_end(int signo)
{
	if (machine_pid > 0)
		kill((pid_t)machine_pid, SIGKILL);
	terminal_restore();
	signal(signo, SIG_DFL);
	raise(signo);
}

void attach_catch_signals(struct machine *machine)
{
	static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	struct sigaction before, action = {.sa_handler = on_end};

	machine_pid = machine->pid;
	for (size_t i = 0; i < ARRAY_SIZE(ending); i++)
		if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	action.sa_handler = on_resize;
	sigaction(SIGWINCH, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* --- To the machine --- */

/* Errors are ignored: that the machine has ended is noticed when reading from it. */
static void send_frame(struct carrier *carrier, unsigned char kind, void *frame, size_t n)
{
	frame_header(frame, kind, n);
	write_fully(carrier->machine->to, frame, CHANNEL_HEADER + n);
}

static void send_size(struct carrier *carrier)
{
	unsigned char frame[CHANNEL_HEADER + 4];
	unsigned rows, columns;

	resized = 0;
	if (!carrier->terminal)
		return;
	terminal_size(0, &rows, &columns);
	frame[CHANNEL_HEADER] = rows & 0xff;
	frame[CHANNEL_HEADER + 1] = rows >> 8 & 0xff;
	frame[CHANNEL_HEADER + 2] = columns & 0xff;
	frame[CHANNEL_HEADER + 3] = columns >> 8 & 0xff;
	send_frame(carrier, CHANNEL_SIZE, frame, 4);
}

static void send_input(struct carrier *carrier)
{
	unsigned char frame[CHANNEL_WINDOW];
	size_t most = carrier->credit < sizeof(frame) ? carrier->credit : sizeof(frame);
	ssize_t n = read(0, frame + CHANNEL_HEADER, most - CHANNEL_HEADER);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		carrier->at_end = true;
		send_frame(carrier, CHANNEL_EOF, frame, 0);
		return;
	}
	if (carrier->terminal && memchr(frame + CHANNEL_HEADER, KEY_END, (size_t)n)) {
		carrier->ended = true;
		carrier->status = SIGKILL;
		return;
	}
	send_frame(carrier, CHANNEL_IN, frame, (size_t)n);
	carrier->credit -= CHANNEL_HEADER + (size_t)n;
}

/* --- From the machine --- */

static void pass_output(struct carrier *carrier, int fd, unsigned char kind, const void *data,
	size_t n)
{
	unsigned char frame[CHANNEL_HEADER + 1];

	if (carrier->closed[fd] || !write_fully(fd, data, n))
		return;
	carrier->closed[fd] = true;
	frame[CHANNEL_HEADER] = kind;
	send_frame(carrier, CHANNEL_CLOSE, frame, 1);
}

static void take_piece(void *context, unsigned char kind, const void *data, size_t n, bool last)
{
	struct carrier *carrier = context;
	unsigned number;

	if (kind == CHANNEL_OUT || kind == CHANNEL_TTY) {
		pass_output(carrier, 1, kind, data, n);
		return;
	}
	if (kind == CHANNEL_ERR) {
		pass_output(carrier, 2, kind, data, n);
		return;
	}
	if (kind == CHANNEL_ERROR) {
		text_add(&carrier->error, data, n);
		return;
	}
	for (size_t i = 0; i < n && carrier->byte_count < sizeof(carrier->bytes); i++)
		carrier->bytes[carrier->byte_count++] = ((const unsigned char *)data)[i];
	if (!last)
		return;
	number = carrier->bytes[0] | (unsigned)carrier->bytes[1] << 8;
	carrier->byte_count = 0;
	if (kind == CHANNEL_CREDIT) {
		carrier->credit += number;
	} else if (kind == CHANNEL_EXIT) {
		carrier->ended = true;
		carrier->status = (int)number;
	}
}

static void take_text(void *context, const void *data, size_t n)
{
	struct carrier *carrier = context;

	if (carrier->text.length < TEXT_MAX)
		text_add(&carrier->text, data, n);
}

/* False: the machine has ended. */
static bool take_output(struct carrier *carrier, struct frames *frames)
{
	static char data[65536];
	ssize_t n = read(carrier->machine->from, data, sizeof(data));

	if (n > 0)
		frames_take(frames, data, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

static void carry(struct carrier *carrier)
{
	struct frames frames = {.piece = take_piece, .text = take_text, .context = carrier};
	sigset_t resize, before;

	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	sigprocmask(SIG_BLOCK, &resize, &before);
	while (!carrier->ended) {
		struct pollfd polls[2] = {{.fd = carrier->machine->from, .events = POLLIN},
			{.fd = -1, .events = POLLIN}};

		if (!carrier->at_end && carrier->credit > CHANNEL_HEADER)
			polls[1].fd = 0;
		if (ppoll(polls, 2, NULL, &before) < 0 && errno != EINTR)
			die("poll: %s", strerror(errno));
		if (resized)
			send_size(carrier);
		if (polls[0].revents && !take_output(carrier, &frames))
			break;
		if (polls[1].revents && !carrier->ended)
			send_input(carrier);
	}
}

/* The program could not be run: say why, with the text that the machine has sent. */
static void report_error(const struct text *error)
{
	const unsigned char *bytes = (const unsigned char *)error->data;
	int number;

	if (error->length < 2)
		return;
	number = bytes[0] | bytes[1] << 8;
	if (number)
		warn("%s: %s", error->data + 2, strerror(number));
	else
		warn("%s", error->data + 2);
}

static void print_machine_text(const struct carrier *carrier, int machine_status)
{
	if (WIFEXITED(machine_status) && WEXITSTATUS(machine_status) == EXIT_RUN_FAILED)
		return; /* QEMU did not start; a message has said so */
	for (size_t i = 0; i < carrier->text.length; i++)
		if (carrier->text.data[i] != '\r')
			fputc(carrier->text.data[i], stderr);
	warn("the machine ended before the program");
}

int attach(struct machine *machine, const struct streams *streams, const char *program)
{
	struct carrier carrier = {.machine = machine, .terminal = streams->terminal};
	int machine_status, status;

	if (streams->terminal)
		terminal_make_raw(0);
	carry(&carrier);
	machine_pid = 0;
	machine_status = machine_end(machine);
	terminal_restore();
	report_error(&carrier.error);
	if (!carrier.ended && !carrier.error.length)
		print_machine_text(&carrier, machine_status);
	free(carrier.text.data);
	free(carrier.error.data);
	if (!carrier.ended)
		return EXIT_RUN_FAILED;
	status = carrier.status;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	if (isatty(2))
		warn("%s: %s", program, strsignal(WTERMSIG(status)));
	return 128 + WTERMSIG(status);
}
