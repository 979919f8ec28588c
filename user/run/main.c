/* SPDX-License-Identifier: MIT */
/*
 * The first process of a machine that the host command `heddle run` starts. It runs one program and
 * carries the program's standard streams over the serial line in frames (user/protocol.h). It ends
 * when the program ends, with the program's status as a shell reports it.
 */
#include <asm/ioctls.h>
#include <asm/poll.h>
#include <asm/termbits.h>
#include <lib/number.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>
#include <uapi/fcntl.h>
#include <uapi/signal.h>
#include <uapi/wait.h>
#include <user.h>
#include <user/protocol.h>
#include <words.h>

#define F_SETFL         4
#define F_DUPFD_CLOEXEC 1030
#define RING            4096 /* more than CHANNEL_WINDOW */
#define MESSAGE_SIZE    96
#define SIGNAL_INFO     128  /* bytes that a signalfd returns for each signal */
#define CREDIT_MIN      1024 /* smaller amounts of credit are sent only when the ring is empty */

enum source { CONSOLE, CHILD, OUT, ERR, TTY, IN, SOURCES };

static char run_text[JOB_ARGUMENTS_SIZE], job_text[JOB_SIZE_MAX];
static char *arguments[JOB_WORDS_MAX + 1], *environment[JOB_WORDS_MAX + 1];
static const char *program, *folder = "/", *streams = "ppp";
static struct {
	uint16_t rows, columns, x, y;
} size;

static struct pollfd polls[SOURCES];
static unsigned char frame[CHANNEL_HEADER + CHANNEL_PAYLOAD];
static unsigned char ring[RING]; /* input not yet given to the program: [tail, head) */
static unsigned head, tail, credit;
static bool at_end; /* all input has been received */

/* --- To the host --- */

/* Send a frame whose payload is in `frame` already. False: the console cannot be written. */
static bool send_frame(unsigned char kind, unsigned payload)
{
	unsigned char *p = frame;
	long left = CHANNEL_HEADER + (long)payload, n;

	frame[0] = CHANNEL_START;
	frame[1] = kind;
	frame[2] = payload & 0xff;
	frame[3] = payload >> 8 & 0xff;
	for (; left > 0; left -= n, p += n) {
		n = SYSCALL(__NR_write, polls[CONSOLE].fd, p, left);
		if (n < 0)
			return false;
	}
	return true;
}

/* Send a frame with a 16-bit number and, unless it is NULL, a text. */
static bool send_number(unsigned char kind, unsigned value, const char *text)
{
	unsigned payload = 2;

	frame[CHANNEL_HEADER] = value & 0xff;
	frame[CHANNEL_HEADER + 1] = value >> 8 & 0xff;
	for (; text && *text && payload < CHANNEL_PAYLOAD; text++)
		frame[CHANNEL_HEADER + payload++] = (unsigned char)*text;
	return send_frame(kind, payload);
}

/* End with an error of the machine's; `error` is -errno, or 0 if `what` says it all. */
static __attribute__((noreturn)) void fail(const char *what, long error)
{
	send_number(CHANNEL_ERROR, (unsigned)-error, what);
	quit(126);
}

static long must(const char *what, long result)
{
	if (result < 0)
		fail(what, result);
	return result;
}

/* --- The job --- */

static uint16_t number(const char *text)
{
	uint64_t value = 0;

	number_read(&text, 10, &value);
	return (uint16_t)value;
}

/* A command of another version may not know these frames, so the message is plain text. */
static void check_version(const char *value)
{
	uint64_t version = 0;

	if (value)
		number_read(&value, 10, &version);
	if (version == PROTOCOL_VERSION)
		return;
	print("heddle: " PROTOCOL_MISMATCH "\n", (unsigned long long)version,
		(unsigned long long)PROTOCOL_VERSION);
	quit(126);
}

static __attribute__((noreturn)) void fail_limit(const char *what, unsigned limit, const char *unit)
{
	char message[MESSAGE_SIZE];

	snprintf(message, sizeof(message), LIMIT_EXCEEDED, what, limit, unit);
	fail(message, 0);
}

/* False: there is no such setting. */
static bool read_setting(char *word)
{
	char *value;

	if ((value = word_value(word, JOB_PROGRAM)))
		program = value;
	else if ((value = word_value(word, JOB_FOLDER)))
		folder = value;
	else if ((value = word_value(word, JOB_STREAMS)))
		streams = value;
	else if ((value = word_value(word, JOB_ROWS)))
		size.rows = number(value);
	else if ((value = word_value(word, JOB_COLUMNS)))
		size.columns = number(value);
	return value != NULL;
}

static void read_job(void)
{
	long length = file_read(JOB_PATH, job_text, sizeof(job_text)), count;
	char *end, *word, *value;
	size_t variables = 0;

	if (length == -EFBIG)
		fail_limit("the job", JOB_SIZE_MAX - 1, "bytes");
	must(JOB_PATH, length);
	end = job_text + length;
	word = word_first(job_text, end);
	check_version(word ? word_value(word, JOB_VERSION) : NULL);
	while ((word = word_next(word, end))) {
		if (!(value = word_value(word, JOB_ENV))) {
			if (!read_setting(word))
				fail(word, -EINVAL);
			continue;
		}
		if (variables == JOB_WORDS_MAX)
			fail_limit("the environment", JOB_WORDS_MAX, "variables");
		environment[variables++] = value;
	}
	count = words_read(JOB_ARGUMENTS_PATH, run_text, sizeof(run_text), arguments,
		JOB_WORDS_MAX);
	if (count == -EFBIG)
		fail_limit("the command line", JOB_ARGUMENTS_SIZE - 1, "bytes");
	if (count == -E2BIG)
		fail_limit("the command line", JOB_WORDS_MAX, "words");
	must(JOB_ARGUMENTS_PATH, count);
}

/* --- The program's output --- */

static void forget(enum source source)
{
	if (polls[source].fd >= 0)
		SYSCALL(__NR_close, polls[source].fd);
	polls[source].fd = -1;
}

/* Pass on the output of one read(). False: there is none now. */
static bool pass_output(enum source source, unsigned char kind)
{
	long n;

	if (polls[source].fd < 0)
		return false;
	n = SYSCALL(__NR_read, polls[source].fd, frame + CHANNEL_HEADER, CHANNEL_PAYLOAD);
	if (n > 0)
		must("console", send_frame(kind, (unsigned)n) ? 0 : -EIO);
	else if (n != -EAGAIN && n != -EINTR)
		forget(source);
	return n > 0;
}

/* --- From the host --- */

static void give_credit(unsigned n)
{
	credit += n;
	if (credit >= CREDIT_MIN || (credit && head == tail)) {
		send_number(CHANNEL_CREDIT, credit, NULL);
		credit = 0;
	}
}

/* Give the program as much input as it takes. */
static void pass_input(void)
{
	enum source target = streams[0] == STREAM_TERMINAL ? TTY : IN;

	while (head != tail) {
		unsigned start = tail % RING, n = head - tail;
		long done = -EPIPE;

		if (n > RING - start)
			n = RING - start;
		if (polls[target].fd >= 0)
			done = SYSCALL(__NR_write, polls[target].fd, ring + start, n);
		if (done == -EAGAIN || done == -EINTR)
			break;
		if (done < 0)
			done = n; /* nobody reads it: drop it */
		tail += (unsigned)done;
		give_credit((unsigned)done);
	}
	if (head == tail && at_end)
		forget(IN);
	polls[target].events = (short)((target == TTY ? POLLIN : 0) | (head != tail ? POLLOUT : 0));
}

static void read_fully(unsigned char *to, unsigned n)
{
	for (long got; n; n -= (unsigned)got, to += got)
		got = must("console", SYSCALL(__NR_read, polls[CONSOLE].fd, to, n));
}

static void take_input(unsigned n)
{
	while (n) {
		unsigned start = head % RING, piece = n < RING - start ? n : RING - start;

		read_fully(ring + start, piece);
		head += piece;
		n -= piece;
	}
}

/* Read and handle a frame, of which the first byte has arrived. */
static void take_frame(void)
{
	unsigned char header[CHANNEL_HEADER], payload[CHANNEL_HEADER];
	unsigned n;

	read_fully(header, CHANNEL_HEADER);
	n = header[2] | (unsigned)header[3] << 8;
	if (header[0] != CHANNEL_START || n > (header[1] == CHANNEL_IN ? RING : CHANNEL_HEADER))
		fail("frame", -EINVAL);
	if (header[1] == CHANNEL_IN) {
		take_input(n);
		give_credit(CHANNEL_HEADER);
		pass_input();
		return;
	}
	read_fully(payload, n);
	if (header[1] == CHANNEL_EOF) {
		at_end = true;
		pass_input();
	} else if (header[1] == CHANNEL_CLOSE) {
		forget(payload[0] == CHANNEL_OUT ? OUT : ERR);
	} else if (header[1] == CHANNEL_SIZE && polls[TTY].fd >= 0) {
		size.rows = (uint16_t)(payload[0] | payload[1] << 8);
		size.columns = (uint16_t)(payload[2] | payload[3] << 8);
		SYSCALL(__NR_ioctl, polls[TTY].fd, TIOCSWINSZ, &size);
	}
}

/* --- The program --- */

/* Open a file that the program does not inherit. */
static long open_file(const char *path, int flags)
{
	return must(path, SYSCALL(__NR_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0));
}

/* Open the console in raw mode, above the standard descriptors. These are the console, too, so that
 * nothing opened later takes their numbers. */
static void open_console(void)
{
	struct termios settings;
	long fd = open_file("/dev/console", O_RDWR | O_NOCTTY);

	for (int i = 0; i < 3; i++)
		if (i != fd)
			SYSCALL(__NR_dup3, fd, i, 0);
	fd = must("console", SYSCALL(__NR_fcntl, fd, F_DUPFD_CLOEXEC, 3));
	must("console", SYSCALL(__NR_ioctl, fd, TCGETS, &settings));
	settings.c_iflag = settings.c_oflag = settings.c_lflag = 0;
	settings.c_cc[VMIN] = 1;
	settings.c_cc[VTIME] = 0;
	must("console", SYSCALL(__NR_ioctl, fd, TCSETS, &settings));
	polls[CONSOLE].fd = (int)fd;
	polls[CONSOLE].events = POLLIN;
}

/* Make a pipe and keep one end, which does not block. Returns the other end, for the program. */
static int make_pipe(enum source source)
{
	int ends[2] = {-1, -1}, own = source == IN ? 1 : 0;

	must("pipe", SYSCALL(__NR_pipe2, ends, O_CLOEXEC));
	SYSCALL(__NR_fcntl, ends[own], F_SETFL, O_NONBLOCK | own);
	polls[source].fd = ends[own];
	polls[source].events = source == IN ? 0 : POLLIN;
	return ends[!own];
}

static int make_terminal(void)
{
	char path[] = "/dev/pts/0";
	int locked = 0;

	polls[TTY].fd = (int)open_file("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
	polls[TTY].events = POLLIN;
	SYSCALL(__NR_ioctl, polls[TTY].fd, TIOCSPTLCK, &locked);
	SYSCALL(__NR_ioctl, polls[TTY].fd, TIOCSWINSZ, &size);
	return (int)open_file(path, O_RDWR | O_NOCTTY); /* the machine's first terminal */
}

static void open_streams(int *ends)
{
	static const enum source sources[] = {IN, OUT, ERR};
	int terminal = -1;

	for (int i = 0; i < 3; i++) {
		if (streams[i] == STREAM_TERMINAL && terminal < 0)
			terminal = make_terminal();
		ends[i] = streams[i] == STREAM_TERMINAL ? terminal
			  : streams[i] == STREAM_SAME   ? ends[1]
							: make_pipe(sources[i]);
	}
}

/* Why the program has not started. */
struct start_error {
	int error; /* -errno */
	bool in_folder;
};

/* In the child: become the program, or write why not into the pipe `report`. */
static __attribute__((noreturn)) void start(const int *ends, const uint64_t *no_signals, int report)
{
	struct start_error why;

	SYSCALL(__NR_setsid);
	for (int i = 0; i < 3; i++)
		SYSCALL(__NR_dup3, ends[i], i, 0);
	if (streams[0] == STREAM_TERMINAL)
		SYSCALL(__NR_ioctl, 0, TIOCSCTTY, 0);
	SYSCALL(__NR_rt_sigprocmask, SIG_SETMASK, no_signals, NULL, sizeof(*no_signals));
	why.error = (int)SYSCALL(__NR_chdir, folder);
	why.in_folder = why.error;
	if (!why.error)
		why.error = (int)SYSCALL(__NR_execve, program, arguments, environment);
	SYSCALL(__NR_write, report, &why, sizeof(why));
	quit(126);
}

/* Wait until the child has become the program. Otherwise tell the host why not, and end as a shell
 * does that cannot start a program. */
static void await_start(int report)
{
	struct start_error why;
	int status;

	if (SYSCALL(__NR_read, report, &why, sizeof(why)) == sizeof(why)) {
		status = why.error == -ENOENT && !why.in_folder ? 127 : 126;
		send_number(CHANNEL_ERROR, (unsigned)-why.error, why.in_folder ? folder : program);
		send_number(CHANNEL_EXIT, (unsigned)status << 8, NULL);
		quit(status);
	}
	SYSCALL(__NR_close, report);
}

/* Start the program, and return its process id. From then on polls[CHILD] says that a child has
 * ended. */
static long start_program(void)
{
	uint64_t signals = 1ull << (SIGCHLD - 1) | 1ull << (SIGPIPE - 1), none = 0;
	int ends[3] = {-1, -1, -1}, report[2] = {-1, -1};
	long pid;

	must("pipe", SYSCALL(__NR_pipe2, report, O_CLOEXEC));
	SYSCALL(__NR_rt_sigprocmask, SIG_SETMASK, &signals, NULL, sizeof(signals));
	signals = 1ull << (SIGCHLD - 1);
	polls[CHILD].fd = (int)must("signalfd",
		SYSCALL(__NR_signalfd4, -1, &signals, sizeof(signals), O_CLOEXEC));
	polls[CHILD].events = POLLIN;
	open_streams(ends);
	pid = must("process", SYSCALL(__NR_clone, SIGCHLD, 0, 0, 0, 0));
	if (pid == 0)
		start(ends, &none, report[1]);
	for (int i = 0; i < 3; i++)
		SYSCALL(__NR_close, ends[i]);
	SYSCALL(__NR_close, report[1]);
	await_start(report[0]);
	return pid;
}

/* Reap all children that have ended. True: the program was one of them. */
static bool has_ended(long pid, int *status)
{
	char info[SIGNAL_INFO];
	long ended;

	SYSCALL(__NR_read, polls[CHILD].fd, info, sizeof(info));
	do
		ended = SYSCALL(__NR_wait4, -1, status, WNOHANG, 0);
	while (ended > 0 && ended != pid);
	return ended == pid;
}

int main(int argc, char **argv)
{
	int status = 0;
	long pid;

	for (int i = 0; i < SOURCES; i++)
		polls[i].fd = -1;
	open_console();
	read_job();
	pid = start_program();
	give_credit(CHANNEL_WINDOW);
	do {
		must("poll", SYSCALL(__NR_ppoll, polls, SOURCES, NULL, NULL, 0));
		if (polls[CONSOLE].revents)
			take_frame();
		if (polls[OUT].revents)
			pass_output(OUT, CHANNEL_OUT);
		if (polls[ERR].revents)
			pass_output(ERR, CHANNEL_ERR);
		if (polls[TTY].revents & (POLLIN | POLLHUP))
			pass_output(TTY, CHANNEL_TTY);
		if (polls[IN].revents & POLLERR)
			forget(IN); /* nobody reads the input any more */
		if ((polls[IN].revents | polls[TTY].revents) & POLLOUT)
			pass_input();
	} while (!polls[CHILD].revents || !has_ended(pid, &status));
	while (pass_output(OUT, CHANNEL_OUT) || pass_output(ERR, CHANNEL_ERR) ||
		pass_output(TTY, CHANNEL_TTY))
		;
	send_number(CHANNEL_EXIT, (unsigned)status, NULL);
	return status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}
