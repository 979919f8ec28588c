/* SPDX-License-Identifier: MIT */
/*
 * Rows about a single thread: the null call, and a signal to itself.
 */
#include "bench.h"
#include <signal.h>
#include <unistd.h>

#define WARM_UP 100
#define CALLS   100000
#define SIGNALS 10000

static volatile int seen;

static void handle(int signal)
{
	seen += signal == SIGUSR1;
}

static void null_call(void)
{
	uint64_t start = 0;

	for (int i = -WARM_UP; i < CALLS; i++) {
		if (i == 0)
			start = now_ns();
		getppid();
	}
	report("null call", now_ns() - start, CALLS);
}

static void signal_self(void)
{
	struct sigaction action = {.sa_handler = handle};
	pid_t self = getpid();
	uint64_t start = 0;

	MUST(sigaction(SIGUSR1, &action, NULL));
	for (int i = -WARM_UP; i < SIGNALS; i++) {
		if (i == 0)
			start = now_ns();
		kill(self, SIGUSR1);
	}
	report("signal to self", now_ns() - start, SIGNALS);
	MUST(seen == WARM_UP + SIGNALS ? 0 : -1);
}

void bench_calls(const char *self)
{
	(void)self;
	null_call();
	signal_self();
}
