/* SPDX-License-Identifier: MIT */
/*
 * The initial ramdisk: a set of paths, written as a cpio archive ("newc"). The archive is sorted
 * and has no times or owners, so that the same files make the same bytes. /bin, /lib and similar
 * paths are links into /usr; a path through such a link means the file behind it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ramdisk;

/* Make a ramdisk with the folders, devices and settings that a Linux program expects. */
struct ramdisk *ramdisk_new(void);
void ramdisk_free(struct ramdisk *disk);

/* Does the path exist in the ramdisk? */
bool ramdisk_has(struct ramdisk *disk, const char *path);

/* The host's file that a regular file is a copy of; NULL: none. */
const char *ramdisk_source(struct ramdisk *disk, const char *path);

/* Add something at an absolute path, where it replaces an earlier item. Missing folders above it
 * are made. */
void ramdisk_add_folder(struct ramdisk *disk, const char *path, mode_t mode);
void ramdisk_add_link(struct ramdisk *disk, const char *path, const char *target);
void ramdisk_add_data(struct ramdisk *disk, const char *path, mode_t mode, const void *data,
	size_t size);

/* Add a copy of the host's regular file `source`, which is read when the ramdisk is written. */
void ramdisk_add_file(struct ramdisk *disk, const char *path, mode_t mode, const char *source);

/* Write the archive to a file descriptor. 0, or -1 with a reason in *why (to be freed). */
int ramdisk_write(struct ramdisk *disk, int fd, char **why);
