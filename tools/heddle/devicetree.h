/* SPDX-License-Identifier: MIT */
/*
 * The device tree of a RISC-V machine of ours.
 */
#pragma once
#include <stdbool.h>

/*
 * The devices of QEMU's machine `virt` that the kernel uses, in a file that lives in memory: its
 * descriptor. QEMU's own tree has many more, and the firmware goes through all of it again and
 * again. `cpus`: 1 to CPUS_MAX. `repeats`: the seed in it is always the same. Ends the command when
 * there is no memory.
 */
int devicetree_make(unsigned cpus, unsigned memory_mib, bool repeats);
