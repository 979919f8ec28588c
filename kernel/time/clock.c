/* SPDX-License-Identifier: MIT */
/*
 * The virtual clock. Its words are written by kernel/explore/ only.
 */
#include <kernel/time/clock.h>

bool clock_is_virtual;
uint64_t clock_virtual_ns;
