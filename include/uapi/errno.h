/* SPDX-License-Identifier: MIT */
/*
 * Error numbers of the Linux ABI (errno(3)); the same on all three architectures.
 */
#pragma once

#define ENOENT    2
#define EINTR     4
#define EIO       5
#define ENOEXEC   8
#define EBADF     9
#define EAGAIN    11
#define ENOMEM    12
#define EFAULT    14
#define EBUSY     16
#define EINVAL    22
#define EDEADLK   35
#define ENOSYS    38
#define EOVERFLOW 75
#define ETIMEDOUT 110
