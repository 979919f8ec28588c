/* SPDX-License-Identifier: MIT */
/*
 * The benchmark program: prints "figure ROW VALUE" lines for scripts/bench, which runs it as the
 * first process of Linux and of Heddle. Each group of rows has a fresh process, so that none pays
 * for the address space of another. Arguments: none, the name of a group, or "exit" for the image
 * that a row executes.
 */
#include "bench.h"
#include <counter.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CONSOLE        "/dev/console"
#define SETTLE_SECONDS 2

static const struct group {
	const char *name;
	void (*run)(const char *self);
} groups[] = {{"memory-of-thread", bench_thread_memory}, {"calls", bench_calls},
	{"pipes", bench_pipes}, {"processes", bench_processes}, {"memory", bench_memory},
	{"threads", bench_threads}, {"yield", bench_yield}};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void print(const char *text)
{
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		_exit(3);
}

void report(const char *row, uint64_t total, uint64_t operations)
{
	char line[128];

	snprintf(line, sizeof(line), "figure %s %llu\n", row,
		(unsigned long long)((total + operations / 2) / operations));
	print(line);
}

long must(const char *what, long result)
{
	if (result < 0) {
		perror(what);
		exit(2);
	}
	return result;
}

void *shared_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	MUST(memory == MAP_FAILED ? -1 : 0);
	memset(memory, 0, size);
	return memory;
}

static void open_console(void)
{
	int fd = open(CONSOLE, O_RDWR);

	for (int to = 0; to < 3 && fd >= 0; to++)
		if (to != fd)
			dup2(fd, to);
}

/* Run the group of that name and end the process; returns if there is none. */
static void run_group(const char *name, const char *self)
{
	for (size_t i = 0; i < GROUPS; i++) {
		if (!strcmp(name, groups[i].name)) {
			groups[i].run(self);
			exit(0);
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t boot_ns = counter_ns();

	if (argc > 1 && !strcmp(argv[1], "exit"))
		return 0;
	if (argc > 1)
		run_group(argv[1], argv[0]);
	open_console();
	report("boot to init", boot_ns, 1);
	sleep(SETTLE_SECONDS); /* a kernel may still have work from earlier rows to do */
	for (size_t i = 0; i < GROUPS; i++) {
		int status;

		if (MUST(fork()) == 0) {
			execl(argv[0], argv[0], groups[i].name, NULL);
			MUST(-1);
		}
		MUST(wait(&status));
		if (status) {
			print("figures failed\n");
			return 1;
		}
	}
	print("figures done\n");
	return 0;
}
