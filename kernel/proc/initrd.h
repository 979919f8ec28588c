/* SPDX-License-Identifier: MIT */
/*
 * The initial ramdisk: a cpio "newc" archive in memory, read in place.
 */
#pragma once
#include <lib/base.h>

/* Remember the archive and check it whole; a damaged one is reported and not used. Boot. */
void initrd_init(const void *archive, size_t size);

/* The contents of regular file `path` ("/bin/x" or "bin/x"). 0, -ENOENT, or -EINVAL for a damaged
 * archive. Any context. */
int initrd_find(const char *path, const void **data, size_t *size);
