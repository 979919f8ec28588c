/* SPDX-License-Identifier: MIT */
/*
 * Helpers for the ABI programs. A program prints the result of each call and contains no expected
 * results: its output on Heddle must equal its output on Linux. So it prints nothing that may
 * differ between two runs, such as pids, addresses and times. Each line is one write(), so that
 * neither a fork nor a crash doubles or loses output.
 */
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096

/* Print a line; `format` has no newline. */
void out(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Print an expression and its result: a number, or -1 and the name of errno. */
#define SHOW(call) (errno = 0, show(#call, (long)(call)))
long show(const char *text, long result);

/* Print whether a condition holds. */
#define YES(condition) out("%s: %s", #condition, (condition) ? "yes" : "no")

/* Make a system call without the C library, and print its result. */
#define RAW(name, ...) \
	(errno = 0, show(#name "(" #__VA_ARGS__ ")", syscall(SYS_##name, ##__VA_ARGS__)))

/* Pointers to memory that no program may access. */
#define NOWHERE ((void *)8)
#define KERNEL  ((void *)-4096l)

/* A page that is read-only; the end of a page with an unmapped page behind it. */
void *read_only_page(void);
char *page_end(void);

/* Run `body` in a child process, which exits with 0 when it returns; print the child's status. */
void in_child(const char *what, void (*body)(void));

/* Print how a process ended, given its wait status. */
void show_status(const char *what, int status);

/* Sleep for `ms` milliseconds, even if signals arrive. */
void sleep_ms(unsigned ms);

/* Milliseconds on CLOCK_MONOTONIC. */
long long now_ms(void);

/* The state letter of the process's first thread in /proc, or '?' if there is none. */
char state_of(pid_t pid);

/* Wait until the process sleeps. Prints a complaint after ten seconds. */
void await_asleep(pid_t pid);

/* Wait until *word is `value`. Prints a complaint after ten seconds. */
void await(volatile int *word, int value);
