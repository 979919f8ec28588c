/* SPDX-License-Identifier: MIT */
/*
 * Order violation of 10 threads (order.h).
 *
 * pattern: order violation, n = 10
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 10
#include "order.h"
