/* SPDX-License-Identifier: MIT */
/*
 * Contract: the clock and the one-shot deadline of each CPU. The scheduler counts in cycles, the
 * raw counter behind the clock, since every switch reads it; everything else in nanoseconds.
 * Inline from <asm/time.h>:
 *
 *   uint64_t arch_cycles(void)                     the counter; monotonic, the same on all CPUs
 *   uint64_t arch_cycles_to_ns(uint64_t cycles)    length of a time, rounded down
 *   uint64_t arch_ns_to_cycles(uint64_t ns)        the same back, rounded up; ns < 2^53
 *   uint64_t arch_clock_ns(void)                   nanoseconds since boot
 *   uint64_t arch_instret(void)                    instructions executed, in deterministic mode
 */
#pragma once
#include <asm/time.h>
#include <lib/base.h>

#define TIME_NEVER UINT64_MAX /* as a time or deadline, in nanoseconds or in cycles */

struct boot_info;

/* Calibrate or read the frequencies. Boot CPU, interrupts off, once, before any deadline. */
void arch_time_init(const struct boot_info *info);

/*
 * Raise IRQ_TIMER on this CPU once when arch_cycles() reaches `deadline_cycles`, replacing the
 * former deadline; at once if it has passed; never for TIME_NEVER. May come early (a short hardware
 * counter), never more than a few counter ticks late. Interrupts off.
 */
void arch_timer_set(uint64_t deadline_cycles);

/* The time of day as the machine's real-time clock keeps it, in ns since 1970 UTC; 0: it has none.
 * Boot CPU, after arch_platform_init(). */
uint64_t arch_rtc_ns(void);

/* The words for /proc and panic: "LAPIC", "PIT", "SBI", "Sstc". */
const char *arch_timer_name(void);
