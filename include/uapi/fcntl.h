/* SPDX-License-Identifier: MIT */
/*
 * Flags of open(2), openat(2) and fcntl(2) in the Linux ABI; the same on all three architectures.
 */
#pragma once

#define O_RDONLY    0
#define O_WRONLY    1
#define O_RDWR      2
#define O_ACCMODE   3
#define O_CREAT     0100
#define O_EXCL      0200
#define O_NOCTTY    0400
#define O_TRUNC     01000
#define O_APPEND    02000
#define O_NONBLOCK  04000
#define O_DSYNC     010000
#define O_ASYNC     020000
#define O_DIRECT    040000
#define O_LARGEFILE 0100000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW  0400000
#define O_NOATIME   01000000
#define O_CLOEXEC   02000000
#define O_PATH      010000000
#define O_TMPFILE   (020000000 | O_DIRECTORY)

/* Operations that a seal forbids on a file in memory (F_ADD_SEALS). */
#define F_SEAL_SEAL         0x1u
#define F_SEAL_SHRINK       0x2u
#define F_SEAL_GROW         0x4u
#define F_SEAL_WRITE        0x8u
#define F_SEAL_FUTURE_WRITE 0x10u /* except through existing mappings */
#define F_SEAL_EXEC         0x20u /* changing execute permission */
#define SEALS_WRITE         (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)
#define SEALS_ALL           0x3fu

#define AT_FDCWD            -100
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR        0x200
#define AT_EACCESS          0x200
#define AT_SYMLINK_FOLLOW   0x400
#define AT_NO_AUTOMOUNT     0x800
#define AT_EMPTY_PATH       0x1000
#define AT_STATX_SYNC_TYPE  0x6000

#define SEEK_SET  0
#define SEEK_CUR  1
#define SEEK_END  2
#define SEEK_DATA 3
#define SEEK_HOLE 4

#define PATH_MAX 4096 /* including the NUL */
#define NAME_MAX 255
