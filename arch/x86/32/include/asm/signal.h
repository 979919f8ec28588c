/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of i386. Inline part of <arch/signal.h>.
 */
#pragma once

#define FPU_FRAME_HEAD 112 /* the FSAVE area, in front of the FPU state */

#define SIGNAL_REDZONE      0
#define SIGNAL_HAS_RESTORER 1
#define SYSCALL_RESTART     0
