/* SPDX-License-Identifier: MIT */
/*
 * Two-stage access by 20 threads (two_stage.h).
 *
 * pattern: two-stage access, n = 20
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 20
#include "two_stage.h"
