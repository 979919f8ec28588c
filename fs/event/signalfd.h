/* SPDX-License-Identifier: MIT */
/*
 * signalfd(2): reading signals from a descriptor. Thread context; may sleep.
 */
#pragma once
#include <fs/vfs.h>

/* Create a file from which the signals of `mask` can be read. `flags`: O_*. 0 or -ENOMEM. */
int signalfd_create(uint64_t mask, int flags, struct file **file);

/* Change the mask of a signalfd. 0, or -EINVAL: `file` is not one. */
int signalfd_set_mask(struct file *file, uint64_t mask);
