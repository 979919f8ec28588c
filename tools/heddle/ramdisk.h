/* SPDX-License-Identifier: MIT */
/*
 * The initial ramdisk: a set of paths, written as a cpio archive ("newc"), sorted, with no times
 * and owners in it, so that the same files make the same bytes. /bin, /lib and their like are links
 * into /usr; a path given through such a link is the one behind it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ramdisk;

/* One with the folders, devices and settings that a Linux program expects. */
struct ramdisk *ramdisk_new(void);
void ramdisk_free(struct ramdisk *disk);

/* Is there something at the path? */
bool ramdisk_has(struct ramdisk *disk, const char *path);

/* The host's file that a regular file there is made of; NULL: none. */
const char *ramdisk_source(struct ramdisk *disk, const char *path);

/* Add at an absolute path; what was there is replaced. Folders above come by themselves. */
void ramdisk_add_folder(struct ramdisk *disk, const char *path, mode_t mode);
void ramdisk_add_link(struct ramdisk *disk, const char *path, const char *target);
void ramdisk_add_data(struct ramdisk *disk, const char *path, mode_t mode, const void *data,
	size_t size);

/* Add the host's regular file `source`, read when the ramdisk is written. */
void ramdisk_add_file(struct ramdisk *disk, const char *path, mode_t mode, const char *source);

/* Write all to a file descriptor: 0, or -1 with a reason in *why (to be freed). */
int ramdisk_write(struct ramdisk *disk, int fd, char **why);
