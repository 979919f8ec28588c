/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's clocks: user code in a shared object that the kernel maps into every program, with the
 * clock page (kernel/time/clock_page.h) in front of its first page. It computes the time from the
 * same counter and in the same way as the kernel, so the two never disagree. For all other clocks
 * it calls the kernel. It has no data of its own and calls no other object.
 */
#include <arch/vdso.h>
#include <kernel/time/clock_page.h>
#include <uapi/time.h>

#define PAGE 4096

#define WALL_CLOCKS \
	(BIT(LINUX_CLOCK_REALTIME) | BIT(LINUX_CLOCK_REALTIME_COARSE) | BIT(LINUX_CLOCK_TAI))
#define BOOT_CLOCKS                                                    \
	(BIT(LINUX_CLOCK_MONOTONIC) | BIT(LINUX_CLOCK_MONOTONIC_RAW) | \
		BIT(LINUX_CLOCK_MONOTONIC_COARSE) | BIT(LINUX_CLOCK_BOOTTIME))

extern const char __ehdr_start[] __attribute__((visibility("hidden")));

int __vdso_clock_gettime(int clock, struct linux_timespec_long *to);
int __vdso_clock_gettime64(int clock, struct linux_timespec64 *to);
int __vdso_clock_getres(int clock, struct linux_timespec_long *to);
int __vdso_gettimeofday(struct linux_timeval_long *to, struct linux_timezone *zone);
long __vdso_time(long *to);

static bool is_in(int clock, unsigned set)
{
	return (unsigned)clock < 32 && set >> clock & 1;
}

static bool read_clock(bool wall, uint64_t *ns)
{
	const char *start = __ehdr_start;
	const struct clock_page *page;
	uint32_t sequence;

	asm("" : "+r"(start)); /* the clock page, in front of it, is not part of the object */
	page = (const struct clock_page *)(start - PAGE);
	do {
		sequence = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE);
		if (!page->usable)
			return false;
		*ns = vdso_scale(vdso_counter() - page->base, page->mult) +
		      (wall ? page->wall_ns : 0);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (sequence & 1 || sequence != __atomic_load_n(&page->sequence, __ATOMIC_RELAXED));
	return true;
}

static bool clock_now(int clock, struct linux_timespec64 *now)
{
	bool wall = is_in(clock, WALL_CLOCKS);
	uint64_t ns, seconds;
	uint32_t rest;

	if (!wall && !is_in(clock, BOOT_CLOCKS))
		return false;
	if (!read_clock(wall, &ns))
		return false;
	seconds = vdso_split(ns, &rest);
	now->tv_sec = (int64_t)seconds;
	now->tv_nsec = rest;
	return true;
}

int __vdso_clock_gettime(int clock, struct linux_timespec_long *to)
{
	struct linux_timespec64 now;

	if (!clock_now(clock, &now))
		return (int)vdso_call(VDSO_CLOCK_GETTIME, clock, (long)to);
	to->tv_sec = (long)now.tv_sec;
	to->tv_nsec = (long)now.tv_nsec;
	return 0;
}

/* For architectures whose long is not 64 bits; unused on the others. */
int __vdso_clock_gettime64(int clock, struct linux_timespec64 *to)
{
	return clock_now(clock, to) ? 0 : (int)vdso_call(VDSO_CLOCK_GETTIME64, clock, (long)to);
}

int __vdso_clock_getres(int clock, struct linux_timespec_long *to)
{
	if (!is_in(clock, WALL_CLOCKS | BOOT_CLOCKS))
		return (int)vdso_call(VDSO_CLOCK_GETRES, clock, (long)to);
	if (to) {
		to->tv_sec = 0;
		to->tv_nsec = 1;
	}
	return 0;
}

int __vdso_gettimeofday(struct linux_timeval_long *to, struct linux_timezone *zone)
{
	struct linux_timespec64 now;

	if (to) {
		if (!clock_now(LINUX_CLOCK_REALTIME, &now))
			return (int)vdso_call(VDSO_GETTIMEOFDAY, (long)to, (long)zone);
		to->tv_sec = (long)now.tv_sec;
		to->tv_usec = (long)((uint32_t)now.tv_nsec / 1000);
	}
	if (zone)
		zone->minuteswest = zone->dsttime = 0;
	return 0;
}

long __vdso_time(long *to)
{
	struct linux_timespec64 now;

	if (!clock_now(LINUX_CLOCK_REALTIME, &now))
		return vdso_call(VDSO_TIME, (long)to, 0);
	if (to)
		*to = (long)now.tv_sec;
	return (long)now.tv_sec;
}
