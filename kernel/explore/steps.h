/* SPDX-License-Identifier: MIT */
/*
 * Steps: the instructions of the explored program, counted in user mode. The counter also counts
 * some of the kernel's own instructions; their number is measured first.
 */
#pragma once
#include <lib/base.h>

/* Is it known what the kernel's own instructions are? Soon after the first process has begun. */
bool steps_are_exact(void);

/* A run begins: forget the last one's places. */
void hot_begin(void);
