/* SPDX-License-Identifier: MIT */
/*
 * Starts a server that listens on a Unix socket, talks to it from two threads, ends it, and checks
 * its answers and its status: client SOCKET memcached|redis SERVER [ARGUMENT...]
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRIES 1000 /* to connect, a millisecond apart */

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int redis;
static pid_t server;

static void __attribute__((noreturn)) fail(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static int join_server(void)
{
	const struct timespec pause = {.tv_nsec = 1000000};

	for (int i = 0; i < TRIES; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		if (fd < 0)
			fail("no socket");
		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
			return fd;
		close(fd);
		if (waitpid(server, NULL, WNOHANG))
			fail("the server has ended");
		nanosleep(&pause, NULL);
	}
	fail("the server does not answer");
}

/* Send a request; its answer must be the wanted one. */
static void ask(int fd, const char *request, const char *wanted)
{
	size_t size = strlen(request), got = 0, length = strlen(wanted);
	char answer[256];

	for (size_t sent = 0; sent < size;) {
		ssize_t n = write(fd, request + sent, size - sent);

		if (n <= 0)
			fail("the request was not taken");
		sent += (size_t)n;
	}
	while (got < length) {
		ssize_t n = read(fd, answer + got, sizeof(answer) - got);

		if (n <= 0)
			fail("the answer ended");
		got += (size_t)n;
	}
	if (got != length || memcmp(answer, wanted, length) != 0)
		fail("another answer was wanted");
}

static void *talk(void *argument)
{
	const char *name = argument;
	int fd = join_server();
	char request[128], wanted[128];

	if (redis) {
		snprintf(request, sizeof(request), "SET %s 41\r\n", name);
		ask(fd, request, "+OK\r\n");
		snprintf(request, sizeof(request), "INCR %s\r\n", name);
		ask(fd, request, ":42\r\n");
	} else {
		snprintf(request, sizeof(request), "set %s 0 0 2\r\n41\r\n", name);
		ask(fd, request, "STORED\r\n");
		snprintf(request, sizeof(request), "incr %s 1\r\n", name);
		ask(fd, request, "42\r\n");
		snprintf(request, sizeof(request), "get %s\r\n", name);
		snprintf(wanted, sizeof(wanted), "VALUE %s 0 2\r\n42\r\nEND\r\n", name);
		ask(fd, request, wanted);
	}
	close(fd);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int status;

	if (argc < 4 || strlen(argv[1]) >= sizeof(address.sun_path))
		fail("client SOCKET memcached|redis SERVER [ARGUMENT...]");
	strcpy(address.sun_path, argv[1]);
	redis = strcmp(argv[2], "redis") == 0;
	server = fork();
	if (server == 0) {
		execv(argv[3], argv + 3);
		_exit(127);
	}
	if (pthread_create(&thread, NULL, talk, "one"))
		fail("no thread");
	talk("two");
	pthread_join(thread, NULL);
	kill(server, SIGTERM);
	if (waitpid(server, &status, 0) != server || status != 0)
		fail("the server failed");
	puts("served");
	return 0;
}
