/* SPDX-License-Identifier: MIT */
/*
 * Three threads take three locks in a ring, each its own and then its neighbour's.
 *
 * pattern: cyclic deadlock of n locks
 * depth: 3
 * found: deadlock
 * events: app
 */
#define COUNT 3
#include "ring.h"
