/* SPDX-License-Identifier: MIT */
/*
 * Selectors of the global descriptor table. The order of the user's is the one that SYSRET requires
 * (Intel SDM 3A, 5.8.8).
 */
#pragma once

#define SEL_KERNEL_CS  0x08
#define SEL_KERNEL_DS  0x10
#define SEL_USER_DS    0x2b
#define SEL_USER_CS    0x33
#define SEL_TSS        0x38
#define SEL_CPU_NUMBER 0x4b /* its limit is the CPU's number */
#define GDT_ENTRIES    10

#define IST_DOUBLE_FAULT 1
#define IST_NMI          2
#define IST_MACHINE      3

#define SEL_BOOT_CS32 0x18   /* in the boot table only */
#define TRAMPOLINE    0x8000 /* where the secondary CPUs start, below 1 MiB */
