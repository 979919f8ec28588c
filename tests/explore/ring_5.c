/* SPDX-License-Identifier: MIT */
/*
 * Five threads take five locks in a ring, each its own and then its neighbour's.
 *
 * pattern: cyclic deadlock of n locks
 * depth: 5
 * found: deadlock
 * events: app
 */
#define COUNT 5
#include "ring.h"
