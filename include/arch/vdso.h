/* SPDX-License-Identifier: MIT */
/*
 * Contract: what the vDSO's code needs, which runs in user mode. Inline from <asm/vdso.h>:
 *
 *   uint64_t vdso_counter(void)         arch_cycles(), not before what stands before it
 *   uint64_t vdso_scale(cycles, mult)   nanoseconds, as arch_cycles_to_ns() computes them
 *   uint64_t vdso_split(ns, &rest)      seconds and nanoseconds, without library calls
 *   long vdso_call(number, a, b)        a system call
 *   VDSO_CLOCK_GETTIME, ...             numbers of the calls it falls back to
 *
 * and for the kernel, beside arch_cycles():
 *
 *   uint64_t arch_clock_base(void), arch_clock_mult(void)   what vdso_scale() is to be given
 */
#pragma once
#include <asm/vdso.h>
#include <lib/base.h>

/* May programs read the counter, and does it tell them the time? */
bool arch_counter_is_usable(void);

/* Where in the vDSO the entry for system calls lies that AT_SYSINFO tells; 0: none. */
extern const uintptr_t arch_vsyscall_offset;
