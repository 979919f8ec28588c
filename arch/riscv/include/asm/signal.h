/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of RISC-V. Inline part of <arch/signal.h>.
 */
#pragma once

#define SIGNAL_REDZONE      0
#define SIGNAL_HAS_RESTORER 0
#define SYSCALL_RESTART     128
