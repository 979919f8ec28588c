/* SPDX-License-Identifier: MIT */
/*
 * The ABI's structures whose layout is specific to this architecture: see <arch/abi.h>.
 */
#pragma once

struct linux_stat {
	unsigned long st_dev, st_ino, st_nlink;
	unsigned int st_mode, st_uid, st_gid, pad0;
	unsigned long st_rdev;
	long st_size, st_blksize, st_blocks;
	unsigned long st_atime, st_atime_nsec, st_mtime, st_mtime_nsec, st_ctime, st_ctime_nsec;
	long unused[3];
};

struct linux_epoll_event {
	unsigned int events;
	unsigned long long data;
} __attribute__((packed));

#define LINUX_MACHINE "x86_64"
