/* SPDX-License-Identifier: MIT */
/*
 * Instructions that read a counter of the machine, which would differ from run to run.
 */
#pragma once
#include <lib/base.h>

/* Make instructions that read a counter trap, in the current process's code areas that start from
 * `start` up to `end`. Thread context. */
void counters_replace(uintptr_t start, uintptr_t end);
