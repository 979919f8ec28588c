/* SPDX-License-Identifier: MIT */
/*
 * What the ABI programs share. A program prints what each call answers; it holds no expectations of
 * its own, since Linux's output is what Heddle's must equal. So nothing is printed that may differ
 * between two runs: no pids, addresses, times. Each line is one write(), so that neither a fork nor
 * a crash doubles or loses output.
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

/* Print a line, given without its end. */
void out(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Print an expression, and what it answers: a number, or -1 and the name of errno. */
#define SHOW(call) (errno = 0, show(#call, (long)(call)))
long show(const char *text, long result);

/* Print whether a condition holds. */
#define YES(condition) out("%s: %s", #condition, (condition) ? "yes" : "no")

/* A system call without the C library's help, and its answer. */
#define RAW(name, ...) \
	(errno = 0, show(#name "(" #__VA_ARGS__ ")", syscall(SYS_##name, ##__VA_ARGS__)))

/* Pointers at which there is nothing a program may use. */
#define NOWHERE ((void *)8)
#define KERNEL  ((void *)-4096l)

/* A page that may only be read; end of a page with nothing after it. */
void *read_only_page(void);
char *page_end(void);

/* Run `body` in a child process, which ends with 0 when it returns; print how it ended. */
void in_child(const char *what, void (*body)(void));

/* Print how a process ended, from its wait status. */
void show_status(const char *what, int status);

/* Let others run for so many milliseconds, whatever signals come. */
void sleep_ms(unsigned ms);

/* Milliseconds on CLOCK_MONOTONIC. */
long long now_ms(void);

/* The letter of its first thread's state in /proc; '?': it is not there. */
char state_of(pid_t pid);

/* Wait until the process sleeps, at most ten seconds, then complain. */
void await_asleep(pid_t pid);

/* Wait until *word is `value`, at most ten seconds, then complain. */
void await(volatile int *word, int value);
