/* SPDX-License-Identifier: MIT */
/*
 * Selectors of the global descriptor table of each CPU (Intel SDM 3A, 3.4.5).
 */
#pragma once

#define SEL_KERNEL_CS  0x08
#define SEL_KERNEL_DS  0x10
#define SEL_USER_CS    0x1b
#define SEL_USER_DS    0x23
#define SEL_CPU        0x28 /* %fs in the kernel: this CPU's struct arch_cpu */
#define SEL_TSS        0x30
#define SEL_TSS_DOUBLE 0x38 /* separate tasks for double fault and NMI */
#define SEL_TSS_NMI    0x40
#define TLS_FIRST      9 /* entries that set_thread_area(2) fills */
#define TLS_ENTRIES    3
#define GDT_ENTRIES    (TLS_FIRST + TLS_ENTRIES)

#define TRAMPOLINE 0x8000 /* where the secondary CPUs start, below 1 MiB */
