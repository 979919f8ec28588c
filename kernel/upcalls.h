/* SPDX-License-Identifier: MIT */
/*
 * Up-call of kernel/main.c, provided by kernel/demo in the kernel and by tests/kernel in the test
 * image.
 */
#pragma once
#include <lib/base.h>

/* Run what the command line asks for, on thread 0 once everything is up, then arch_halt(). */
NORETURN void main_job(void);
