/* SPDX-License-Identifier: MIT */
/*
 * The devices of an exploration (include/uapi/explore.h), and its start.
 */
#pragma once

/* Make this a machine that explores: its clock is virtual from now on. Once, at boot. */
void explore_init(void);

/* Register the devices. */
void explore_devices_init(void);
