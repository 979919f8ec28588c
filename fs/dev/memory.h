/* SPDX-License-Identifier: MIT */
/*
 * Memory devices: /dev/null, zero, full, random, urandom (mem(4), full(4), random(4)).
 */
#pragma once

/* Register the devices. Boot. */
void memory_devices_init(void);
