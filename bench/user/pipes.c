/* SPDX-License-Identifier: MIT */
/*
 * Rows about processes that pass a byte on through pipes.
 */
#include "bench.h"
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARM_UP 20
#define PINGS   2000
#define RING    96
#define ROUNDS  40

enum { FROM, TO };

static void close_pipe(const int *pipe)
{
	close(pipe[FROM]);
	close(pipe[TO]);
}

/* Runs until the end of the pipe. */
static void pass_on(int from, int to)
{
	char byte;

	while (read(from, &byte, 1) == 1)
		MUST(write(to, &byte, 1));
	_exit(0);
}

static void send_and_get(int to, int from)
{
	char byte = 0;

	MUST(write(to, &byte, 1));
	MUST(read(from, &byte, 1));
}

static void ping_pong(void)
{
	int there[2], back[2];
	uint64_t start = 0;

	MUST(pipe(there));
	MUST(pipe(back));
	if (MUST(fork()) == 0) {
		close(there[TO]);
		pass_on(there[FROM], back[TO]);
	}
	for (int i = 0; i < WARM_UP + PINGS; i++) {
		if (i == WARM_UP)
			start = now_ns();
		send_and_get(there[TO], back[FROM]);
	}
	report("pipe ping-pong", now_ns() - start, PINGS);
	close_pipe(there);
	close_pipe(back);
	wait(NULL);
}

/* A process keeps only the two ends it needs, so that the ring ends when its first pipe is
 * closed. */
static void ring_member(int pipes[][2], int number)
{
	for (int i = 0; i < RING; i++) {
		if (i != number - 1)
			close(pipes[i][FROM]);
		if (i != number)
			close(pipes[i][TO]);
	}
	pass_on(pipes[number - 1][FROM], pipes[number][TO]);
}

static void token_ring(void)
{
	int pipes[RING][2];
	uint64_t start = 0;

	for (int i = 0; i < RING; i++)
		MUST(pipe(pipes[i]));
	for (int i = 1; i < RING; i++)
		if (MUST(fork()) == 0)
			ring_member(pipes, i);
	for (int i = 0; i < WARM_UP + ROUNDS; i++) {
		if (i == WARM_UP)
			start = now_ns();
		send_and_get(pipes[0][TO], pipes[RING - 1][FROM]);
	}
	report("token ring of 96", now_ns() - start, (uint64_t)RING * ROUNDS);
	for (int i = 0; i < RING; i++)
		close_pipe(pipes[i]);
	while (wait(NULL) > 0)
		;
}

void bench_pipes(const char *self)
{
	(void)self;
	ping_pong();
	token_ring();
}
