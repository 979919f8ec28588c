/* SPDX-License-Identifier: MIT */
/*
 * File modes of the Linux ABI (inode(7)), device numbers in user space's format (makedev(3)).
 */
#pragma once
#include <stdint.h>

#define S_IFMT   0170000
#define S_IFSOCK 0140000
#define S_IFLNK  0120000
#define S_IFREG  0100000
#define S_IFBLK  0060000
#define S_IFDIR  0040000
#define S_IFCHR  0020000
#define S_IFIFO  0010000
#define S_ISUID  0004000
#define S_ISGID  0002000
#define S_ISVTX  0001000
#define S_IXGRP  0000010

#define S_ISREG(mode)  (((mode)&S_IFMT) == S_IFREG)
#define S_ISDIR(mode)  (((mode)&S_IFMT) == S_IFDIR)
#define S_ISLNK(mode)  (((mode)&S_IFMT) == S_IFLNK)
#define S_ISFIFO(mode) (((mode)&S_IFMT) == S_IFIFO)
#define S_ISCHR(mode)  (((mode)&S_IFMT) == S_IFCHR)
#define S_ISSOCK(mode) (((mode)&S_IFMT) == S_IFSOCK)

#define MAKEDEV(major, minor) \
	((uint32_t)(((minor)&0xff) | (((major)&0xfff) << 8) | (((minor) & ~0xffu) << 12)))
#define DEV_MAJOR(dev) ((dev) >> 8 & 0xfff)
#define DEV_MINOR(dev) (((dev)&0xff) | ((dev) >> 12 & ~0xffu))

/* stat64(2) of 32-bit architectures. */
struct linux_stat64 {
	uint64_t st_dev;
	uint32_t pad0, st_ino_low, st_mode, st_nlink, st_uid, st_gid;
	uint64_t st_rdev;
	uint32_t pad3;
	int64_t st_size;
	uint32_t st_blksize;
	uint64_t st_blocks;
	uint32_t st_atime, st_atime_nsec, st_mtime, st_mtime_nsec, st_ctime, st_ctime_nsec;
	uint64_t st_ino;
} __attribute__((packed));

struct linux_statx_time {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t pad;
};

/* statx(2); the same everywhere. */
struct linux_statx {
	uint32_t stx_mask, stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink, stx_uid, stx_gid;
	uint16_t stx_mode, pad0;
	uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
	struct linux_statx_time stx_atime, stx_btime, stx_ctime, stx_mtime;
	uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
	uint64_t stx_mnt_id;
	uint64_t spare[13];
};

#define STATX_BASIC_STATS 0x7ffu
#define STATX_RESERVED    0x80000000u

/* statfs(2): f_fsid is two ints, all other fields are words. */
struct linux_statfs {
	long f_type, f_bsize;
	unsigned long f_blocks, f_bfree, f_bavail, f_files, f_ffree;
	int f_fsid[2];
	long f_namelen, f_frsize, f_flags, f_spare[4];
};

/* statfs64(2) of 32-bit architectures. */
struct linux_statfs64 {
	uint32_t f_type, f_bsize;
	uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
	int32_t f_fsid[2];
	uint32_t f_namelen, f_frsize, f_flags, f_spare[4];
} __attribute__((packed));
