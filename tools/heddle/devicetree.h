/* SPDX-License-Identifier: MIT */
/*
 * The device tree of Heddle's RISC-V machine.
 */
#pragma once
#include <stdbool.h>

/*
 * Make a device tree with those devices of QEMU's machine `virt` that the kernel uses. QEMU's own
 * tree has many more, and the firmware searches it repeatedly. `cpus`: 1 to CPUS_MAX. `repeats`:
 * the random seed in the tree is always the same. Returns the descriptor of a file in memory. Ends
 * the command when memory is short.
 */
int devicetree_make(unsigned cpus, unsigned memory_mib, bool repeats);
