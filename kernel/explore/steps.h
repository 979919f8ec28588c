/* SPDX-License-Identifier: MIT */
/*
 * Steps: the instructions of the explored program, counted in user mode. The counter also counts
 * some of the kernel's own instructions; their number is measured first.
 */
#pragma once
#include <lib/base.h>

/* Is the number of the kernel's own instructions calibrated? It is soon after the first process has
 * started. */
bool steps_are_exact(void);

/* A run starts: forget the samples of the last one. */
void hot_begin(void);
