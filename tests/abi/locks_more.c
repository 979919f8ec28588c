/* SPDX-License-Identifier: MIT */
/* Locks of open file descriptions, cycles of waiters, locks that end with their owner. */
#include "abi.h"

#ifndef F_OFD_GETLK
#define F_OFD_GETLK  36
#define F_OFD_SETLK  37
#define F_OFD_SETLKW 38
#endif

static long lock(int fd, int command, short type, long start, long length)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};

	return fcntl(fd, command, &l);
}

static void ask(int fd, int command, long start, long length)
{
	struct flock l = {.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = length};

	if (fcntl(fd, command, &l))
		out("ask: %s", strerror(errno));
	else
		out("ask %ld+%ld: type %d start %ld length %ld pid %s", start, length, l.l_type,
			(long)l.l_start, (long)l.l_len,
			l.l_type == F_UNLCK ? "-"
			: l.l_pid == -1     ? "-1"
					    : "a process");
}

static void of_files(void)
{
	int a = open("file", O_RDWR), b = open("file", O_RDWR), c = dup(a);

	SHOW(lock(a, F_OFD_SETLK, F_WRLCK, 0, 10));
	SHOW(lock(b, F_OFD_SETLK, F_WRLCK, 5, 10));
	SHOW(lock(c, F_OFD_SETLK, F_WRLCK, 5, 10));
	ask(b, F_OFD_GETLK, 0, 100);
	ask(a, F_OFD_GETLK, 0, 100);
	ask(a, F_GETLK, 0, 100);
	SHOW(lock(a, F_SETLK, F_RDLCK, 0, 1));
	SHOW(close(a));
	ask(b, F_OFD_GETLK, 0, 100);
	SHOW(close(c));
	ask(b, F_OFD_GETLK, 0, 100);
	SHOW(lock(b, F_OFD_SETLK, F_RDLCK, 0, 0));
	ask(open("file", O_RDWR), F_OFD_GETLK, 50, 1);
	close(b);
}

static volatile int *words;

static void circle(void)
{
	int fd = open("file", O_RDWR), status;
	long result;
	pid_t pid;

	lock(fd, F_SETLK, F_WRLCK, 0, 1);
	pid = fork();
	if (pid == 0) {
		lock(fd, F_SETLK, F_WRLCK, 1, 1);
		words[0] = 1;
		result = lock(fd, F_SETLKW, F_WRLCK, 0, 1);
		_exit(result == 0 ? 0 : errno == EDEADLK ? 2 : 3);
	}
	await(&words[0], 1);
	await_asleep(pid);
	SHOW(lock(fd, F_SETLKW, F_WRLCK, 1, 1));
	SHOW(lock(fd, F_SETLK, F_UNLCK, 0, 1));
	wait(&status);
	show_status("the other", status);
}

/* Closing any descriptor of a file drops all locks of the process on it. */
static void dropped(void)
{
	int fd = open("file", O_RDWR), status;

	SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 10));
	close(open("file", O_RDONLY));
	if (fork() == 0) {
		SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 1));
		_exit(0);
	}
	wait(&status);
	ask(fd, F_GETLK, 0, 100);
}

static void errors(void)
{
	int ro = open("file", O_RDONLY), wo = open("file", O_WRONLY);
	struct flock l = {.l_type = F_WRLCK, .l_whence = 9};

	SHOW(lock(ro, F_SETLK, F_WRLCK, 0, 1));
	SHOW(lock(wo, F_SETLK, F_RDLCK, 0, 1));
	SHOW(lock(wo, F_SETLK, 7, 0, 1));
	SHOW(lock(wo, F_SETLK, F_WRLCK, -5, 1));
	SHOW(lock(wo, F_SETLK, F_WRLCK, 5, -5));
	SHOW(lock(wo, F_SETLK, F_WRLCK, 5, -6));
	SHOW(fcntl(wo, F_SETLK, &l));
	SHOW(fcntl(wo, F_SETLK, NOWHERE));
	l = (struct flock){.l_type = F_WRLCK, .l_pid = 5};
	SHOW(fcntl(wo, F_OFD_SETLK, &l));
	SHOW(fcntl(99, F_SETLK, &l));
}

int main(void)
{
	words = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	close(open("file", O_CREAT | O_RDWR, 0644));
	of_files();
	in_child("circle", circle);
	in_child("dropped", dropped);
	errors();
	return 0;
}
