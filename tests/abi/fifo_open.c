/* SPDX-License-Identifier: MIT */
/* Opening FIFOs: which ends wait, O_NONBLOCK, O_RDWR, ends that are opened and closed again. */
#include "abi.h"
#include <poll.h>

static volatile int opened;

static void *open_to_write(void *none)
{
	int fd = open("fifo", O_WRONLY);

	opened = 1;
	sleep_ms(30);
	write(fd, "w", 1);
	close(fd);
	return none;
}

static void note(int signo)
{
}

static void show_poll(const char *what, int fd)
{
	struct pollfd p = {fd, POLLIN | POLLOUT, 0};

	poll(&p, 1, 0);
	out("%s: %x", what, p.revents);
}

int main(void)
{
	struct sigaction action = {.sa_handler = note};
	struct itimerval soon = {.it_value.tv_usec = 50000};
	pthread_t thread;
	char text[8];
	int r, w;

	SHOW(mkfifo("fifo", 0644));
	SHOW(mkfifo("fifo", 0644));
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
	r = open("fifo", O_RDONLY | O_NONBLOCK);
	YES(r >= 0);
	show_poll("no writer yet", r);
	SHOW(read(r, text, 1));
	w = open("fifo", O_WRONLY | O_NONBLOCK);
	YES(w >= 0);
	SHOW(read(r, text, 1));
	show_poll("reader", r);
	show_poll("writer", w);
	SHOW(write(w, "abc", 3));
	show_poll("reader", r);
	SHOW(close(w));
	show_poll("writer gone, data left", r);
	SHOW(read(r, text, 8));
	SHOW(read(r, text, 8));
	show_poll("writer gone", r);
	SHOW(close(r));
	pthread_create(&thread, NULL, open_to_write, NULL);
	sleep_ms(50);
	YES(opened == 0);
	r = open("fifo", O_RDONLY);
	SHOW(read(r, text, 8));
	SHOW(read(r, text, 8));
	pthread_join(thread, NULL);
	close(r);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	SHOW(open("fifo", O_RDONLY));
	setitimer(ITIMER_REAL, &soon, NULL);
	SHOW(open("fifo", O_WRONLY));
	r = open("fifo", O_RDWR);
	YES(r >= 0);
	SHOW(write(r, "both", 4));
	SHOW(read(r, text, 8));
	SHOW(close(r));
	SHOW(lseek(open("fifo", O_RDWR), 0, SEEK_SET));
	SHOW(truncate("fifo", 0));
	SHOW(open("fifo", O_RDONLY | O_DIRECTORY));
	SHOW(open("fifo", O_RDWR | O_TRUNC) >= 0);
	return 0;
}
