/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of x86-64. Inline part of <arch/signal.h>.
 */
#pragma once

#define FPU_FRAME_HEAD 0 /* bytes in front of the FPU state that belong to it */

#define SIGNAL_REDZONE      128
#define SIGNAL_HAS_RESTORER 1
#define SYSCALL_RESTART     219
