/* SPDX-License-Identifier: MIT */
/*
 * Contract: the clock and the one-shot deadline of each CPU. The scheduler counts in cycles, the
 * raw counter behind the clock, since every switch reads it. All other code counts in nanoseconds.
 * Inline from <asm/time.h>:
 *
 *   uint64_t arch_cycles(void)                     the counter; monotonic, the same on all CPUs
 *   uint64_t arch_cycles_to_ns(uint64_t cycles)    a duration, rounded down
 *   uint64_t arch_ns_to_cycles(uint64_t ns)        the inverse, rounded up; ns < 2^53
 *   uint64_t arch_clock_ns(void)                   nanoseconds since boot
 *   uint64_t arch_instret(void)                    instructions executed, in deterministic mode
 */
#pragma once
#include <asm/time.h>
#include <lib/base.h>

#define TIME_NEVER UINT64_MAX /* as a time or deadline, in nanoseconds or in cycles */

struct boot_info;

/* Measure or read the frequencies. Boot CPU, interrupts off, once, before any deadline. */
void arch_time_init(const struct boot_info *info);

/*
 * Raise IRQ_TIMER on this CPU once when arch_cycles() reaches `deadline_cycles`: at once if it has
 * passed, never for TIME_NEVER. Replaces the previous deadline. The interrupt may arrive early (a
 * short hardware counter), but at most a few counter ticks late. Interrupts off.
 */
void arch_timer_set(uint64_t deadline_cycles);

/* The time of day according to the machine's real-time clock, in ns since 1970 UTC; 0 if there is
 * none. Boot CPU, after arch_platform_init(). */
uint64_t arch_rtc_ns(void);

/* The timer's name for /proc and panics: "LAPIC", "PIT", "SBI", "Sstc". */
const char *arch_timer_name(void);
