/* SPDX-License-Identifier: MIT */
/*
 * Hiding the time CSR. It is the only counter that user mode may read (arch_cpu_init()), and
 * scounteren cannot hide it: without its bit there, reading it is an illegal instruction, but those
 * go to machine mode first, since OpenSBI delegates only other traps, and OpenSBI emulates the read
 * for every program. So the instruction is replaced by a c.ebreak, which is delegated, followed by
 * a halfword that is not an instruction (unprivileged specification, quadrant 0, funct3 100) and
 * names the destination register.
 */
#include <arch/counter.h>
#include <asm/time.h>
#include <asm/trapframe.h>
#include <lib/string.h>

#define CSR_TIME  0xc010 /* upper half of an instruction that reads it: rs1 is x0 */
#define READ_MASK 0xa07f /* lower half: rs1's last bit, funct3's bit for set or clear, the opcode */
#define READ      0x2073
#define C_EBREAK  0x9002
#define NAME_MASK 0xf07f
#define NAME      0x8000
#define RD_SHIFT  7
#define RD_MASK   0x1f

void arch_counters_hide(void)
{
}

bool arch_counters_trap(void)
{
	return false;
}

size_t arch_counter_find(const uint8_t *code, size_t length)
{
	const uint16_t *half = (const uint16_t *)code;

	for (size_t i = 1; i < length / 2; i++)
		if (half[i] == CSR_TIME && (half[i - 1] & READ_MASK) == READ)
			return (i - 1) * 2;
	return length;
}

void arch_counter_replace(uint8_t code[COUNTER_CODE_MAX])
{
	uint16_t half[2];

	memcpy(half, code, sizeof(half));
	half[1] = (uint16_t)(NAME | (half[0] & RD_MASK << RD_SHIFT));
	half[0] = C_EBREAK;
	memcpy(code, half, sizeof(half));
}

bool arch_counter_emulate(struct trapframe *frame, const uint8_t code[COUNTER_CODE_MAX],
	uint64_t ns, unsigned processor)
{
	uint16_t half[2];

	memcpy(half, code, sizeof(half));
	if (half[0] != C_EBREAK || (half[1] & NAME_MASK) != NAME)
		return false;
	frame->x[half[1] >> RD_SHIFT & RD_MASK] = arch_ns_to_cycles(ns);
	frame->sepc += sizeof(half);
	return true;
}
