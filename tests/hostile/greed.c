/* SPDX-License-Identifier: MIT */
/*
 * Requests for more of everything than there is: processes, memory, descriptors, signals, timers,
 * names, data in pipes and sockets; and cycles of objects that reference each other.
 */
#include "hostile.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void many_processes(struct random *r)
{
	for (;;) {
		pid_t pid = once_in(r, 4) ? vfork() : fork();

		if (pid == 0 && once_in(r, 3))
			_exit(0);
		if (pid < 0)
			break;
		random_next(r);
	}
	if (once_in(r, 2))
		kill(0, SIGKILL);
}

static void much_memory(struct random *r)
{
	char *p;

	for (int i = 0; i < 3000; i++) {
		size_t size = PAGE * (1 + below(r, 64));

		p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			once_in(r, 4) ? MAP_SHARED | MAP_ANONYMOUS : MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
		if (p == MAP_FAILED)
			break;
		for (size_t at = 0; at < size; at += PAGE)
			p[at] = 1;
		if (once_in(r, 50) && fork() < 0)
			break;
	}
}

/* A page-table page for each page, and a great number of areas. */
static void thin_memory(struct random *r)
{
	for (int i = 0; i < 3000; i++) {
		unsigned long at = random_next(r) % (sizeof(long) == 8 ? 1ul << 38 : 0xb0000000);
		char *p = mmap((void *)(at & ~(PAGE - 1)), PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			break;
		*p = 1;
		if (once_in(r, 4))
			mprotect(p, PAGE, (int)below(r, 8));
	}
}

static void write_until_full(struct random *r, int fd)
{
	static char data[8192];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 200; i++)
		if (write(fd, data, 1 + below(r, sizeof(data))) <= 0)
			break;
}

static void many_descriptors(struct random *r)
{
	int fds[2];

	for (int i = 0; i < 2000; i++) {
		int result;

		switch (below(r, 8)) {
		case 0:
			result = pipe(fds);
			if (!result)
				write_until_full(r, fds[1]);
			break;
		case 1:
			result = socketpair(AF_UNIX, once_in(r, 2) ? SOCK_STREAM : SOCK_DGRAM, 0,
				fds);
			if (!result)
				write_until_full(r, fds[1]);
			break;
		case 2:
			result = eventfd(0, 0);
			break;
		case 3:
			result = timerfd_create(CLOCK_MONOTONIC, 0);
			break;
		case 4:
			result = epoll_create1(0);
			break;
		case 5:
			result = open("/proc/self/status", O_RDONLY);
			break;
		case 6:
			result = memfd_create("x", 0);
			if (result >= 0)
				write_until_full(r, result);
			break;
		default:
			result = dup((int)below(r, 50));
		}
		if (result < 0 && once_in(r, 20))
			break;
		if (once_in(r, 200))
			fork();
	}
}

/* Sockets in flight through each other, so that only they hold references to themselves. */
static void send_socket(int through, int what)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	char byte = 0;
	struct iovec iov = {&byte, 1};
	struct msghdr message = {.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control)};

	memcpy(CMSG_DATA(&control.header), &what, sizeof(what));
	sendmsg(through, &message, MSG_DONTWAIT);
}

static void socket_cycles(struct random *r)
{
	int fds[16];

	for (int i = 0; i < 100; i++) {
		int count = 2 * (int)(1 + below(r, 8));

		for (int j = 0; j < count; j += 2)
			if (socketpair(AF_UNIX, once_in(r, 2) ? SOCK_STREAM : SOCK_DGRAM, 0,
				    &fds[j]))
				return;
		for (int j = 0; j < 3 * count; j++)
			send_socket(fds[below(r, (uint64_t)count)], fds[below(r, (uint64_t)count)]);
		for (int j = 0; j < count; j++)
			close(fds[j]);
	}
}

static void epoll_cycles(struct random *r)
{
	int fds[40];

	for (int i = 0; i < 40; i++)
		fds[i] = once_in(r, 3) ? eventfd(0, 0) : epoll_create1(0);
	for (int i = 0; i < 400; i++) {
		struct epoll_event event = {.events = (uint32_t)random_next(r)};

		epoll_ctl(fds[below(r, 40)], 1 + (int)below(r, 3), fds[below(r, 40)], &event);
		if (once_in(r, 20))
			close(fds[below(r, 40)]);
		if (once_in(r, 20))
			epoll_wait(fds[below(r, 40)], &event, 1, 0);
	}
}

static void many_signals(struct random *r)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int i = 0; i < 3000; i++) {
		union sigval value = {.sival_int = i};
		struct itimerspec soon = {{0, 1 + (long)below(r, 100000)}, {0, 1000}};
		timer_t timer;

		sigqueue(getpid(), SIGRTMIN + (int)below(r, 30), value);
		if (once_in(r, 10) && !timer_create(CLOCK_MONOTONIC, NULL, &timer))
			timer_settime(timer, 0, &soon, NULL);
	}
	if (once_in(r, 2))
		sigprocmask(SIG_UNBLOCK, &all, NULL);
}

static void many_names(struct random *r)
{
	char name[300];

	for (int i = 0; i < 400; i++) {
		snprintf(name, sizeof(name), "%0*d", 1 + (int)below(r, 250), i);
		switch (below(r, 5)) {
		case 0:
			mkdir(name, 0700);
			if (once_in(r, 3))
				if (chdir(name))
					return;
			break;
		case 1:
			symlink("a", name);
			break;
		case 2:
			mkfifo(name, 0600);
			break;
		case 3:
			link("file", name);
			break;
		default:
			write_until_full(r, open(name, O_RDWR | O_CREAT, 0600));
		}
	}
}

/* Locks in shared memory, whose owners die. */
static void dead_locks(struct random *r)
{
	unsigned *words =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (words == MAP_FAILED)
		return;
	for (int i = 0; i < 6; i++)
		if (fork() == 0)
			break;
	for (int i = 0; i < 300; i++) {
		struct timespec soon = {0, (long)below(r, 3000000)};
		static const int calls[] = {0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
		int call = calls[below(r, sizeof(calls) / sizeof(calls[0]))];

		syscall(SYS_futex, words + below(r, 4), call | (once_in(r, 3) ? 128 : 0),
			below(r, 3), &soon, words + below(r, 4), once_in(r, 2) ? 0 : below(r, 4));
		if (once_in(r, 10))
			words[below(r, 4)] = (unsigned)any_value(r);
		if (once_in(r, 10))
			words[below(r, 4)] = 0;
	}
}

void be_greedy(struct random *r)
{
	static void (*const kinds[])(struct random *) = {many_processes, much_memory, thin_memory,
		many_descriptors, socket_cycles, epoll_cycles, many_signals, many_names,
		dead_locks};

	kinds[below(r, sizeof(kinds) / sizeof(kinds[0]))](r);
}
