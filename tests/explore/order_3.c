/* SPDX-License-Identifier: MIT */
/*
 * Order violation of 3 threads (order.h).
 *
 * pattern: order violation, n = 3
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 3
#include "order.h"
