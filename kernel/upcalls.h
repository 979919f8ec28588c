/* SPDX-License-Identifier: MIT */
/*
 * Up-call of kernel/main.c, provided by kernel/demo in the kernel and by tests/kernel in the test
 * image.
 */
#pragma once
#include <lib/base.h>

/* The machine's purpose. Runs on thread 0 when everything is up, and ends in arch_halt(). */
NORETURN void main_job(void);
