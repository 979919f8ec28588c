/* SPDX-License-Identifier: MIT */
/*
 * What the boot path and the main job share.
 */
#pragma once
#include <lib/base.h>

/* The kernel command line. Any context. */
const char *kernel_cmdline(void);
