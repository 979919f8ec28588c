/* SPDX-License-Identifier: MIT */
/*
 * The calls of kernel/sys/sched.c and priority.c. Names as in kernel/sys/syscalls.tbl.
 */
#pragma once
#include <kernel/sys/syscall.h>

SYSCALL(sched_setscheduler);
SYSCALL(sched_getscheduler);
SYSCALL(sched_setparam);
SYSCALL(sched_getparam);
SYSCALL(sched_setattr);
SYSCALL(sched_getattr);
SYSCALL(sched_setaffinity);
SYSCALL(sched_getaffinity);
SYSCALL(sched_get_priority_max);
SYSCALL(sched_get_priority_min);
SYSCALL(sched_rr_get_interval);
SYSCALL(sched_rr_get_interval_time64);
SYSCALL(getpriority);
SYSCALL(setpriority);
SYSCALL(nice);
