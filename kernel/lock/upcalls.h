/* SPDX-License-Identifier: MIT */
/*
 * Up-calls of kernel/lock: functions that this folder calls and that a folder above it provides.
 */
#pragma once
#include <lib/base.h>

/* Report and halt. Any context. kernel/debug/panic.h has the full contract. */
NORETURN void panic(const char *fmt, ...) PRINTF_LIKE(1, 2);
