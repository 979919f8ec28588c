/* SPDX-License-Identifier: MIT */
/*
 * Pipes and FIFOs (pipe(7), fifo(7)).
 */
#pragma once
#include <fs/vfs.h>

/* A new pipe's read end and write end; `flags`: O_NONBLOCK. 0 or -ENOMEM. */
int pipe_create(int flags, struct file *ends[2]);

/* fcntl(F_SETPIPE_SZ) and F_GETPIPE_SZ: the size in bytes, -EBADF for what is no pipe, -EBUSY,
 * -EINVAL, -EPERM, -ENOMEM. */
long pipe_set_size(struct file *file, unsigned size);
long pipe_size(struct file *file);

/* Serve opened FIFOs. Boot. */
void pipe_init(void);
