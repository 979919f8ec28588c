/* SPDX-License-Identifier: MIT */
/*
 * Contract: functions for the vDSO's code, which runs in user mode. Inline from <asm/vdso.h>:
 *
 *   uint64_t vdso_counter(void)         arch_cycles(), not read before the preceding code
 *   uint64_t vdso_scale(cycles, mult)   nanoseconds, computed like arch_cycles_to_ns()
 *   uint64_t vdso_split(ns, &rest)      seconds and nanoseconds, without library calls
 *   long vdso_call(number, a, b)        a system call
 *   VDSO_CLOCK_GETTIME, ...             numbers of the system calls used as fallback
 *
 * For the kernel, besides arch_cycles():
 *
 *   uint64_t arch_clock_base(void)      the counter at boot, subtracted before vdso_scale()
 *   uint64_t arch_clock_mult(void)      the second argument of vdso_scale()
 */
#pragma once
#include <asm/vdso.h>
#include <lib/base.h>

/* Can programs read the counter, and is it the clock? */
bool arch_counter_is_usable(void);

/* Offset in the vDSO of the entry for system calls that AT_SYSINFO names; 0: none. */
extern const uintptr_t arch_vsyscall_offset;
