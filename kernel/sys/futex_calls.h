/* SPDX-License-Identifier: MIT */
/*
 * The calls of kernel/sys/futex.c. Names as in kernel/sys/syscalls.tbl.
 */
#pragma once
#include <kernel/sys/syscall.h>

SYSCALL(futex);
SYSCALL(futex_time64);
SYSCALL(set_robust_list);
SYSCALL(get_robust_list);
