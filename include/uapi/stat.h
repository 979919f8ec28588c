/* SPDX-License-Identifier: MIT */
/*
 * File modes of the Linux ABI (inode(7)), device numbers as user space writes them (makedev(3)).
 */
#pragma once

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
