/* SPDX-License-Identifier: MIT */
/*
 * In user mode RDTSC and RDTSCP raise #GP while CR4.TSD is set (Intel SDM 2B). The counter shown
 * counts nanoseconds; RDTSCP also returns the number of the processor.
 */
#include <arch/counter.h>
#include <asm/msr.h>
#include <asm/trapframe.h>

void arch_counters_hide(void)
{
	cr4_write(cr4_read() | CR4_TSD);
}

bool arch_counter_emulate(struct trapframe *frame, const uint8_t code[COUNTER_CODE_MAX],
	uint64_t ns, unsigned processor)
{
	bool rdtsc = code[0] == 0x0f && code[1] == 0x31;
	bool rdtscp = code[0] == 0x0f && code[1] == 0x01 && code[2] == 0xf9;

	if (!rdtsc && !rdtscp)
		return false;
	frame_set_counter(frame, ns);
	if (rdtscp)
		frame_set_counter_cpu(frame, processor);
	frame_set_pc(frame, frame_pc(frame) + (rdtscp ? 3 : 2));
	return true;
}

bool arch_counters_trap(void)
{
	return true;
}

size_t arch_counter_find(const uint8_t *code, size_t length)
{
	return length;
}

void arch_counter_replace(uint8_t code[COUNTER_CODE_MAX])
{
}
