/* SPDX-License-Identifier: MIT */
/*
 * Time structures of the Linux ABI (clock_gettime(2)): with the architecture's long, and 64-bit.
 */
#pragma once
#include <stdint.h>

#define LINUX_CLOCK_REALTIME  0
#define LINUX_CLOCK_MONOTONIC 1

struct linux_timespec_long {
	long tv_sec;
	long tv_nsec;
};

struct linux_timespec64 {
	int64_t tv_sec;
	int64_t tv_nsec;
};
