/* SPDX-License-Identifier: MIT */
/*
 * 3 threads take 3 locks in a ring, each its own and then its neighbour's.
 *
 * pattern: cyclic deadlock of n locks
 * depth: 3
 * found: deadlock
 * events: app
 */
#define COUNT 3
#include "ring.h"
