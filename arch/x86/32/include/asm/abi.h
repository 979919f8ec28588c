/* SPDX-License-Identifier: MIT */
/*
 * The ABI's structures whose layout is specific to this architecture: see <arch/abi.h>.
 */
#pragma once

struct linux_stat {
	unsigned long st_dev, st_ino;
	unsigned short st_mode, st_nlink, st_uid, st_gid;
	unsigned long st_rdev, st_size, st_blksize, st_blocks;
	unsigned long st_atime, st_atime_nsec, st_mtime, st_mtime_nsec, st_ctime, st_ctime_nsec;
	unsigned long unused[2];
};

struct linux_epoll_event {
	unsigned int events;
	unsigned long long data;
};

#define LINUX_MACHINE "i686"
