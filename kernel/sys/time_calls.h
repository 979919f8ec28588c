/* SPDX-License-Identifier: MIT */
/*
 * The calls of kernel/sys/clock.c, usage.c and timers.c. Names as in kernel/sys/syscalls.tbl.
 */
#pragma once
#include <kernel/sys/syscall.h>

SYSCALL(nanosleep);
SYSCALL(clock_gettime);
SYSCALL(clock_gettime64);
SYSCALL(clock_getres);
SYSCALL(clock_getres_time64);
SYSCALL(clock_settime);
SYSCALL(clock_settime64);
SYSCALL(clock_nanosleep);
SYSCALL(clock_nanosleep_time64);
SYSCALL(adjtimex);
SYSCALL(clock_adjtime);
SYSCALL(clock_adjtime64);
SYSCALL(gettimeofday);
SYSCALL(settimeofday);
SYSCALL(time);
SYSCALL(stime);
SYSCALL(getrusage);
SYSCALL(times);
SYSCALL(timer_create);
SYSCALL(timer_settime);
SYSCALL(timer_gettime);
SYSCALL(timer_getoverrun);
SYSCALL(timer_delete);
SYSCALL(timer_gettime64);
SYSCALL(timer_settime64);
SYSCALL(getitimer);
SYSCALL(setitimer);
SYSCALL(alarm);
