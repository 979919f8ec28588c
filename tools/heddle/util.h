/* SPDX-License-Identifier: MIT */
/*
 * Used by every part of the command: messages, memory allocation that ends the command on failure,
 * whole reads and writes, growing text.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum exit_status {
	EXIT_NOTHING = 0, /* no failure found */
	EXIT_FOUND = 1,   /* a failure found */
	EXIT_USAGE = 2,   /* wrong usage, or the command could not do its work */
	/* Of `heddle run`, whose other statuses are the program's. */
	EXIT_RUN_FAILED = 125,
	EXIT_RUN_NOT_EXECUTABLE = 126,
	EXIT_RUN_NOT_FOUND = 127,
};

/* The exit status of die(); EXIT_USAGE unless changed. */
extern int die_status;

/* Write "heddle: ..." and a newline to standard error. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same, then exit with die_status. */
void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

void *xrealloc(void *p, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Write standard output's buffer. 0, or the errno of the first write that has failed. */
int output_flush(void);

/* Write all n bytes, waiting if the descriptor does not block. 0 or -errno. */
int write_fully(int fd, const void *data, size_t n);

/* Read a whole file, and add a zero byte that *size does not count; to be freed. NULL with errno.
 * `size` may be NULL. */
char *read_file(const char *path, size_t *size);

/* Text that grows. */
struct text {
	char *data; /* ends with a zero byte; NULL: empty */
	size_t length;
};

void text_add(struct text *text, const void *data, size_t n);
void text_addf(struct text *text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
