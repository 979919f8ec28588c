/* SPDX-License-Identifier: MIT */
/*
 * Calls to the SBI firmware (RISC-V Supervisor Binary Interface specification 1.0).
 */
#pragma once
#include <stdint.h>

#define SBI_BASE 0x10
#define SBI_TIME 0x54494d45
#define SBI_IPI  0x735049
#define SBI_RFNC 0x52464e43
#define SBI_HSM  0x48534d
#define SBI_SRST 0x53525354

#define SBI_BASE_PROBE      3
#define SBI_TIME_SET        0
#define SBI_IPI_SEND        0
#define SBI_RFNC_FENCE_I    0
#define SBI_RFNC_SFENCE_VMA 1
#define SBI_HSM_START       0
#define SBI_SRST_RESET      0

struct sbi_result {
	long error;
	long value;
};

static inline struct sbi_result sbi_call(unsigned long extension, unsigned long function,
	unsigned long arg0, unsigned long arg1, unsigned long arg2, unsigned long arg3)
{
	register unsigned long a0 asm("a0") = arg0;
	register unsigned long a1 asm("a1") = arg1;
	register unsigned long a2 asm("a2") = arg2;
	register unsigned long a3 asm("a3") = arg3;
	register unsigned long a6 asm("a6") = function;
	register unsigned long a7 asm("a7") = extension;

	asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a6), "r"(a7) : "memory");
	return (struct sbi_result){(long)a0, (long)a1};
}
