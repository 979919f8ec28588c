/* SPDX-License-Identifier: MIT */
/*
 * The strings that a new program is given: arguments and environment, copied out of the caller's
 * memory before that goes away, one after the other in one buffer.
 */
#pragma once
#include <lib/base.h>

#define ARGS_SIZE (128 * 1024) /* of all strings with their zero bytes */
#define PATH_SIZE 4096

struct args {
	char *buffer; /* ARGS_SIZE bytes */
	size_t used;
	unsigned argc, envc; /* strings: arguments first */
};

/* 0 or -ENOMEM. Thread context. */
int args_init(struct args *args);
void args_free(struct args *args);

/* Add a string of the kernel's as the next argument, or (argc and envc as they will be) at the
 * front of the arguments. 0 or -E2BIG. */
int args_add(struct args *args, const char *string);
int args_add_front(struct args *args, const char *string);

/* Take the first argument away. */
void args_drop_front(struct args *args);

/* Add the strings of a NULL-terminated array of pointers in the current process's memory (0: none);
 * how many, or -EFAULT, -E2BIG. Thread context. */
int args_add_user(struct args *args, uintptr_t array);

/* Copy a path out of user memory into PATH_SIZE bytes: its length, -EFAULT, -ENAMETOOLONG. */
int path_from_user(char *path, uintptr_t user);
