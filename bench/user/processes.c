/* SPDX-License-Identifier: MIT */
/*
 * Rows about the life of a process.
 */
#include "bench.h"
#include <sys/wait.h>
#include <unistd.h>

#define WARM_UP 20
#define FORKS   200

static void fork_exit(void)
{
	uint64_t start = 0;

	for (int i = 0; i < WARM_UP + FORKS; i++) {
		pid_t child;

		if (i == WARM_UP)
			start = now_ns();
		child = fork();
		if (MUST(child) == 0)
			_exit(0);
		waitpid(child, NULL, 0);
	}
	report("fork + _exit + waitpid", now_ns() - start, FORKS);
}

static void fork_exec(const char *self)
{
	uint64_t start = 0;
	int status = 0;

	for (int i = 0; i < WARM_UP + FORKS; i++) {
		pid_t child;

		if (i == WARM_UP)
			start = now_ns();
		child = fork();
		if (MUST(child) == 0) {
			execl(self, self, "exit", NULL);
			_exit(1);
		}
		waitpid(child, &status, 0);
		MUST(-status);
	}
	report("fork + execve + wait", now_ns() - start, FORKS);
}

void bench_processes(const char *self)
{
	fork_exit();
	fork_exec(self);
}
