/* SPDX-License-Identifier: MIT */
/*
 * Two-stage access by 50 threads (two_stage.h).
 *
 * pattern: two-stage access, n = 50
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 50
#include "two_stage.h"
