/* SPDX-License-Identifier: MIT */
/*
 * Times as calls take and give them: struct timespec with the architecture's long, or 64-bit, in
 * and out of user memory as the 64-bit one.
 */
#pragma once
#include <kernel/sched/sched.h>
#include <lib/base.h>
#include <uapi/time.h>

#define NS_PER_SEC ((uint64_t)1000000000)

/* 0 or -EFAULT. Thread context. */
int timespec_from_user(struct linux_timespec64 *time, uintptr_t from);
int timespec64_from_user(struct linux_timespec64 *time, uintptr_t from);
int timespec_to_user(uintptr_t to, const struct linux_timespec64 *time);
int timespec64_to_user(uintptr_t to, const struct linux_timespec64 *time);

/* Not negative, less than a second of nanoseconds. */
bool timespec_is_valid(const struct linux_timespec64 *time);

/* A valid one; what is too far becomes as far as 64 bits reach, well below TIME_NEVER. */
uint64_t timespec_to_ns(const struct linux_timespec64 *time);
struct linux_timespec64 timespec_from_ns(uint64_t ns);

/* The time on a clock (clock_gettime(2)), or -EINVAL. */
int clock_read(int clock, uint64_t *ns);

/* Is it a time of day? Can one wait for a time on it, other than by timers? */
bool clock_is_wall(int clock);
bool clock_can_wait(int clock);

/* What getrusage() and wait4() tell. */
struct rusage_figures {
	struct cpu_usage cpu;
	size_t max_kib;
};

/* 0 or -EFAULT. */
int rusage_to_user(uintptr_t to, const struct rusage_figures *figures);

/* The deadline `wait_ns` from now. */
uint64_t deadline_after(uint64_t wait_ns);
