/* SPDX-License-Identifier: MIT */
/*
 * Shared by the boot path and the main job.
 */
#pragma once
#include <lib/base.h>

/* The kernel command line. Any context. */
const char *kernel_cmdline(void);
