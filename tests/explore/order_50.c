/* SPDX-License-Identifier: MIT */
/*
 * Order violation of 50 threads (order.h).
 *
 * pattern: order violation, n = 50
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 50
#include "order.h"
