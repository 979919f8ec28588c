/* SPDX-License-Identifier: MIT */
/*
 * The ABI's structures whose layout is specific to this architecture: see <arch/abi.h>.
 */
#pragma once

struct linux_stat {
	unsigned long st_dev, st_ino;
	unsigned int st_mode, st_nlink, st_uid, st_gid;
	unsigned long st_rdev, pad1;
	long st_size;
	int st_blksize, pad2;
	long st_blocks;
	long st_atime;
	unsigned long st_atime_nsec;
	long st_mtime;
	unsigned long st_mtime_nsec;
	long st_ctime;
	unsigned long st_ctime_nsec;
	unsigned int unused[2];
};

struct linux_epoll_event {
	unsigned int events;
	unsigned long long data;
};

#define LINUX_MACHINE "riscv64"
