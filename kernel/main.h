/* SPDX-License-Identifier: MIT */
/*
 * What the boot path and the main job share.
 */
#pragma once
#include <lib/base.h>

/* The kernel command line. Any context. */
const char *kernel_cmdline(void);

/* What the machine is for: the demos here, the tests and benches in the test image. On thread 0,
 * everything running. Ends in arch_halt(). */
NORETURN void main_job(void);
