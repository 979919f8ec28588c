/* SPDX-License-Identifier: MIT */
/*
 * What every part of the command needs: ending with a message, memory that is there or the command
 * ends, whole reads and writes.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum exit_status {
	EXIT_NOTHING = 0, /* nothing found */
	EXIT_FOUND = 1,   /* a failure found */
	EXIT_USAGE = 2,   /* wrong use, or the machine could not be set up */
	/* Of `run`, whose other statuses are the program's own. */
	EXIT_RUN_FAILED = 125,
	EXIT_RUN_NOT_EXECUTABLE = 126,
	EXIT_RUN_NOT_FOUND = 127,
};

/* The status that die() ends with; EXIT_USAGE at first. */
extern int die_status;

/* Write "heddle: ..." and a line's end to standard error. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same, and end with die_status. */
void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

void *xrealloc(void *p, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* All n bytes, waiting where the file does not; 0 or -errno. */
int write_fully(int fd, const void *data, size_t n);

/* The whole of a file, a zero byte behind it, to be freed; NULL with errno. *size: without the
 * zero; may be NULL. */
char *read_file(const char *path, size_t *size);

/* Text being put together. */
struct text {
	char *data; /* ends with a zero byte; NULL: empty */
	size_t length;
};

void text_add(struct text *text, const void *data, size_t n);
void text_addf(struct text *text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
