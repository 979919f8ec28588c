/* SPDX-License-Identifier: MIT */
/* One end of a FIFO is opened by a process that runs as soon as the other end is opened, and closes
 * its end before that open() returns. The open() succeeds all the same. */
#include "abi.h"

static volatile int gone;

/* Ahead of all other threads, where permitted. */
static void come_first(void)
{
	struct sched_param param = {.sched_priority = 10};
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
	sched_setscheduler(0, SCHED_FIFO, &param);
}

static void *write_briefly(void *none)
{
	int fd;

	come_first();
	fd = open("fifo", O_WRONLY);
	write(fd, "brief", 5);
	close(fd);
	gone = 1;
	return none;
}

static void *read_briefly(void *none)
{
	come_first();
	close(open("fifo", O_RDONLY));
	gone = 1;
	return none;
}

static int open_after(void *(*other)(void *), int flags, pthread_t *thread)
{
	gone = 0;
	pthread_create(thread, NULL, other, NULL);
	sleep_ms(20); /* now it waits in its open() */
	return open("fifo", flags);
}

int main(void)
{
	pthread_t thread;
	char text[8];
	int fd;

	alarm(30);
	signal(SIGPIPE, SIG_IGN);
	SHOW(mkfifo("fifo", 0644));
	fd = open_after(write_briefly, O_RDONLY, &thread);
	YES(fd >= 0);
	SHOW(read(fd, text, 8));
	SHOW(read(fd, text, 8));
	close(fd);
	pthread_join(thread, NULL);
	fd = open_after(read_briefly, O_WRONLY, &thread);
	YES(fd >= 0);
	await(&gone, 1);
	SHOW(write(fd, "w", 1));
	close(fd);
	pthread_join(thread, NULL);
	for (int i = 0; i < 300; i++) {
		if (fork() == 0) {
			fd = open("fifo", O_WRONLY);
			write(fd, "one", 3);
			_exit(0);
		}
		fd = open("fifo", O_RDONLY);
		if (read(fd, text, 8) != 3 || read(fd, text, 8) != 0)
			out("round %d", i);
		close(fd);
		wait(NULL);
	}
	return 0;
}
