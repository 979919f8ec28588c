/* SPDX-License-Identifier: MIT */
/*
 * Order violation of 5 threads (order.h).
 *
 * pattern: order violation, n = 5
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 5
#include "order.h"
