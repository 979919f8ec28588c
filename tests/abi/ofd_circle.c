/* SPDX-License-Identifier: MIT */
/*
 * Which circles of waits for record locks are refused: of processes, of open files, of both, long.
 */
#include <abi.h>

static pid_t children[32];
static int go[32]; /* pipes that the children read from before they wait */
static int count;

static struct flock byte_lock(int type, int at)
{
	return (struct flock){.l_type = (short)type,
		.l_whence = SEEK_SET,
		.l_start = at,
		.l_len = 1};
}

static void on_alarm(int signal)
{
}

/* A child that holds byte `own` and will wait for byte `other`, by process or by open file. */
static void start_child(int own_command, int own, int wait_command, int other)
{
	struct flock first = byte_lock(F_WRLCK, own), second = byte_lock(F_WRLCK, other);
	int told[2], wanted[2], fd;
	pid_t pid;
	char c;

	pipe(told);
	pipe(wanted);
	pid = fork();
	if (pid == 0) {
		fd = open("file", O_RDWR);
		if (fcntl(fd, own_command, &first))
			out("byte %d: %s", own, strerror(errno));
		write(told[1], "x", 1);
		read(wanted[0], &c, 1);
		_exit(fcntl(fd, wait_command, &second) ? 1 : 0);
	}
	read(told[0], &c, 1);
	close(told[0]);
	close(told[1]);
	close(wanted[0]);
	go[count] = wanted[1];
	children[count++] = pid;
}

static void end_children(void)
{
	while (count) {
		kill(children[--count], SIGKILL);
		waitpid(children[count], NULL, 0);
		close(go[count]);
	}
}

/* Wait for `byte`, 300 ms at most, when all children wait; say how that ends. */
static void wait_for(const char *what, int fd, int command, int byte)
{
	const struct itimerval brief = {.it_value = {.tv_usec = 300000}}, none = {0};
	struct flock l = byte_lock(F_WRLCK, byte);

	for (int i = 0; i < count; i++) {
		write(go[i], "x", 1);
		await_asleep(children[i]);
	}
	setitimer(ITIMER_REAL, &brief, NULL);
	out("%s: %s", what, fcntl(fd, command, &l) ? strerror(errno) : "locked");
	setitimer(ITIMER_REAL, &none, NULL);
	end_children();
}

static void chain(int fd, const char *what, int length)
{
	for (int i = 0; i < length; i++)
		start_child(F_SETLK, i, F_SETLKW, i + 1 == length ? 99 : i + 1);
	wait_for(what, fd, F_SETLKW, 0);
}

int main(void)
{
	struct flock own = byte_lock(F_WRLCK, 99);
	int fd = open("file", O_RDWR | O_CREAT, 0600), other = open("file", O_RDWR);

	sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
	fcntl(fd, F_SETLK, &own);

	start_child(F_OFD_SETLK, 0, F_OFD_SETLKW, 1);
	start_child(F_OFD_SETLK, 1, F_OFD_SETLKW, 0);
	wait_for("beside a circle of open files", fd, F_SETLKW, 0);

	start_child(F_OFD_SETLK, 0, F_OFD_SETLKW, 99);
	wait_for("an open file that waits for us", fd, F_SETLKW, 0);

	start_child(F_SETLK, 0, F_OFD_SETLKW, 99);
	wait_for("a process whose open file waits for us", fd, F_SETLKW, 0);

	start_child(F_OFD_SETLK, 0, F_SETLKW, 99);
	wait_for("an open file whose process waits for us", fd, F_SETLKW, 0);

	start_child(F_SETLK, 0, F_SETLKW, 99);
	wait_for("our open file waits for a process that waits for us", other, F_OFD_SETLKW, 0);

	start_child(F_SETLK, 0, F_SETLKW, 1);
	start_child(F_OFD_SETLK, 1, F_OFD_SETLKW, 99);
	wait_for("a process, an open file", fd, F_SETLKW, 0);

	start_child(F_SETLK, 1, F_SETLKW, 99);
	start_child(F_OFD_SETLK, 0, F_OFD_SETLKW, 1);
	wait_for("an open file, a process", fd, F_SETLKW, 0);

	chain(fd, "1 process", 1);
	chain(fd, "2 processes", 2);
	chain(fd, "9 processes", 9);
	chain(fd, "10 processes", 10);
	chain(fd, "11 processes", 11);
	chain(fd, "12 processes", 12);
	chain(fd, "13 processes", 13);
	return 0;
}
