/* SPDX-License-Identifier: MIT */
/*
 * Time structures of the Linux ABI (clock_gettime(2), getitimer(2), getrusage(2)), with the
 * architecture's long and 64-bit.
 */
#pragma once
#include <stdint.h>

#define LINUX_CLOCK_REALTIME           0
#define LINUX_CLOCK_MONOTONIC          1
#define LINUX_CLOCK_PROCESS_CPUTIME_ID 2
#define LINUX_CLOCK_THREAD_CPUTIME_ID  3
#define LINUX_CLOCK_MONOTONIC_RAW      4
#define LINUX_CLOCK_REALTIME_COARSE    5
#define LINUX_CLOCK_MONOTONIC_COARSE   6
#define LINUX_CLOCK_BOOTTIME           7
#define LINUX_CLOCK_REALTIME_ALARM     8
#define LINUX_CLOCK_BOOTTIME_ALARM     9
#define LINUX_CLOCK_TAI                11

#define TIMER_ABSTIME 1

#define ITIMER_REAL    0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF    2

#define RUSAGE_SELF     0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD   1

struct linux_timespec_long {
	long tv_sec;
	long tv_nsec;
};

struct linux_timespec64 {
	int64_t tv_sec;
	int64_t tv_nsec;
};

struct linux_timeval_long {
	long tv_sec;
	long tv_usec;
};

struct linux_itimerval {
	struct linux_timeval_long interval, value;
};

struct linux_itimerspec64 {
	struct linux_timespec64 interval, value;
};

struct linux_timezone {
	int minuteswest, dsttime;
};

struct linux_tms {
	long utime, stime, cutime, cstime;
};

struct linux_rusage {
	struct linux_timeval_long utime, stime;
	long maxrss, ixrss, idrss, isrss, minflt, majflt, nswap, inblock, oublock;
	long msgsnd, msgrcv, nsignals, nvcsw, nivcsw;
};
