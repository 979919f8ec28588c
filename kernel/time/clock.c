/* SPDX-License-Identifier: MIT */
/*
 * The virtual clock's state. Only kernel/explore/ writes it.
 */
#include <kernel/time/clock.h>

bool clock_is_virtual;
uint64_t clock_virtual_ns;
