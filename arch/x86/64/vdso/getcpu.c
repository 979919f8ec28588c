/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's getcpu(). Each CPU's descriptor table has an otherwise unused segment whose limit is
 * the CPU's number (Intel SDM 2A, LSL).
 */
#include <asm/segments.h>
#include <stdint.h>

long __vdso_getcpu(unsigned *cpu, unsigned *node, void *unused);

long __vdso_getcpu(unsigned *cpu, unsigned *node, void *unused)
{
	unsigned number;

	asm volatile("lsl %1, %0" : "=r"(number) : "r"(SEL_CPU_NUMBER) : "cc");
	if (cpu)
		*cpu = number;
	if (node)
		*node = 0;
	return 0;
}
