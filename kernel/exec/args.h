/* SPDX-License-Identifier: MIT */
/*
 * The arguments and environment of a new program. The strings are copied into one buffer, one after
 * the other, before the caller's memory is freed.
 */
#pragma once
#include <lib/base.h>

#define ARGS_SIZE (128 * 1024) /* of all strings with their zero bytes */
#define PATH_SIZE 4096         /* with the zero byte */

struct args {
	char *buffer; /* ARGS_SIZE bytes */
	size_t used;
	unsigned argc, envc; /* numbers of strings; the arguments are first */
};

/* Allocate the buffer. 0 or -ENOMEM. Thread context. */
int args_init(struct args *args);
void args_free(struct args *args);

/* Append an argument, before any environment has been added; or insert one before the first
 * argument. Both count it in argc. 0 or -E2BIG. */
int args_add(struct args *args, const char *string);
int args_add_front(struct args *args, const char *string);

/* Remove the first argument, if there is one. */
void args_drop_front(struct args *args);

/* Append the strings of a NULL-terminated array of pointers in the current process's memory (0:
 * none). The caller sets argc or envc. Returns the number of strings, -EFAULT or -E2BIG. Thread
 * context. */
int args_add_user(struct args *args, uintptr_t array);

/* Copy a path from user memory into PATH_SIZE bytes. Returns its length, -EFAULT or
 * -ENAMETOOLONG. Thread context. */
int path_from_user(char *path, uintptr_t user);
