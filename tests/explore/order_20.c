/* SPDX-License-Identifier: MIT */
/*
 * Order violation of 20 threads (order.h).
 *
 * pattern: order violation, n = 20
 * depth: 2
 * found: exit:1
 * events: app
 */
#define COUNT 20
#include "order.h"
