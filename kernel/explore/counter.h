/* SPDX-License-Identifier: MIT */
/*
 * Instructions that read a counter of the machine, which would differ from run to run.
 */
#pragma once
#include <lib/base.h>

/* Code of the current process lies in areas from `start` up to `end`: what reads a counter there
 * and does not trap is made to. Thread context. */
void counters_replace(uintptr_t start, uintptr_t end);
