/* SPDX-License-Identifier: MIT */
/*
 * execve().
 */
#pragma once
#include <kernel/exec/args.h>

/* Replace the current process's program by `path` with `args`, and end its other threads. 0: the
 * current thread's user frame is the new program's. Otherwise -errno, and the program is unchanged,
 * except that -ENOMEM may be returned after the other threads have ended.
 * `args` may be modified. Thread context, of a user process. */
int process_exec(const char *path, struct args *args);
