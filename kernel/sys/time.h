/* SPDX-License-Identifier: MIT */
/*
 * Times in system calls. User memory has struct timespec with the architecture's long, or with
 * 64-bit fields; the kernel uses the latter.
 */
#pragma once
#include <kernel/sched/sched.h>
#include <kernel/sched/usage.h>
#include <lib/base.h>
#include <uapi/time.h>

#define NS_PER_SEC ((uint64_t)1000000000)

/* Copy a time from or to the user. 0 or -EFAULT. Thread context. */
int timespec_from_user(struct linux_timespec64 *time, uintptr_t from);
int timespec64_from_user(struct linux_timespec64 *time, uintptr_t from);
int timespec_to_user(uintptr_t to, const struct linux_timespec64 *time);
int timespec64_to_user(uintptr_t to, const struct linux_timespec64 *time);

/* Is the time not negative, and tv_nsec less than a second? */
bool timespec_is_valid(const struct linux_timespec64 *time);

/* Convert a valid time to nanoseconds, and back. Times beyond UINT64_MAX / 4 ns are cut to that,
 * well below TIME_NEVER. */
uint64_t timespec_to_ns(const struct linux_timespec64 *time);
struct linux_timespec64 timespec_from_ns(uint64_t ns);

/* Read a clock (clock_gettime(2)). 0 or -EINVAL. */
int clock_read(int clock, uint64_t *ns);

/* Does the clock show the time of day? Can threads sleep and timers run by it? Not by CPU-time
 * clocks, which are handled apart. */
bool clock_is_wall(int clock);
bool clock_can_wait(int clock);

/* What getrusage() and wait4() report. */
struct rusage_figures {
	struct cpu_usage cpu;
	size_t max_kib;
};

/* Store a struct rusage. 0 or -EFAULT. */
int rusage_to_user(uintptr_t to, const struct rusage_figures *figures);

/* The deadline `wait_ns` from now. Long waits are cut to UINT64_MAX / 4. */
uint64_t deadline_after(uint64_t wait_ns);
