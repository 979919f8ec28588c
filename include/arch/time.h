/* SPDX-License-Identifier: MIT */
/*
 * Contract: the clock and the one-shot deadline of each CPU.
 * Inline from <asm/time.h>:
 *
 *   uint64_t arch_clock_ns(void)     nanoseconds since boot; monotonic, the same on all CPUs
 *   uint64_t arch_instret(void)      instructions executed, in deterministic mode (else a clock)
 */
#pragma once
#include <asm/time.h>
#include <lib/base.h>

#define TIME_NEVER UINT64_MAX

struct boot_info;

/* Calibrate or read the frequencies. Boot CPU, interrupts off, once, before any deadline. */
void arch_time_init(const struct boot_info *info);

/*
 * Raise IRQ_TIMER on this CPU once at `deadline_ns` on arch_clock_ns()'s scale, replacing the
 * former deadline; at once if it has passed; never for TIME_NEVER. May come early (a short hardware
 * counter), never more than a few counter ticks late. Interrupts off.
 */
void arch_timer_set(uint64_t deadline_ns);

/* The words for /proc and panic: "LAPIC", "PIT", "SBI", "Sstc". */
const char *arch_timer_name(void);
