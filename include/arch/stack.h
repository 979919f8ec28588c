/* SPDX-License-Identifier: MIT */
/*
 * The geometry of kernel stacks, for C and assembly; see <arch/thread.h>.
 */
#pragma once

#define KSTACK_SHIFT 13
