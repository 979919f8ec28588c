/* SPDX-License-Identifier: MIT */
/*
 * Pipes and FIFOs (pipe(7), fifo(7)).
 */
#pragma once
#include <fs/vfs.h>

/* Create a pipe: its read end ends[0] and its write end ends[1]. `flags`: O_NONBLOCK. 0 or
 * -ENOMEM. */
int pipe_create(int flags, struct file *ends[2]);

/* F_SETPIPE_SZ and F_GETPIPE_SZ (fcntl(2)). The size in bytes, -EBADF (no pipe), -EBUSY (it holds
 * more), -EINVAL or -EPERM (too large) or -ENOMEM. May sleep. */
long pipe_set_size(struct file *file, unsigned size);
long pipe_size(struct file *file);

/* Register the operations of FIFOs. Boot. */
void pipe_init(void);
