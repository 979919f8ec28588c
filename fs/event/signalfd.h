/* SPDX-License-Identifier: MIT */
/*
 * signalfd(2): signals as something to read.
 */
#pragma once
#include <fs/vfs.h>

/* A descriptor's file for the signals of `mask`. 0 or -ENOMEM. */
int signalfd_create(uint64_t mask, int flags, struct file **file);

/* Change the mask of one: 0, or -EINVAL for another kind of file. */
int signalfd_set_mask(struct file *file, uint64_t mask);
