/* SPDX-License-Identifier: MIT */
/*
 * execve().
 */
#pragma once
#include <kernel/exec/args.h>

/* Run `path` with `args` in the place of the current process's program; its other threads end. 0:
 * the current thread's user frame is the new program's; else -errno and nothing has changed. The
 * strings are used up. Thread context, of a user process. */
int process_exec(const char *path, struct args *args);
