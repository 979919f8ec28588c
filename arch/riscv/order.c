/* SPDX-License-Identifier: MIT */
/*
 * The order of memory accesses on RISC-V (RVWMO, unprivileged specification, chapter 17): without a
 * fence, stores to different addresses become visible in any order. Executing what cannot be moved
 * to a slot: jumps, branches and AUIPC (chapters 2 and 26).
 */
#include <arch/order.h>
#include <asm/trapframe.h>
#include <lib/string.h>

#define AMO_ORDERED  (3u << 25) /* aq, rl */
#define FENCE_PRED_W (1u << 24) /* stores are among the predecessors */

bool arch_order_is_weak(void)
{
	return true;
}

static uint32_t fetch(const uint8_t *code)
{
	uint32_t instruction;

	memcpy(&instruction, code, sizeof(instruction));
	return instruction;
}

bool arch_order_waits(const uint8_t code[STEP_CODE_MAX])
{
	uint32_t instruction = fetch(code);

	if ((instruction & 0x7f) == 0x73) /* system */
		return true;
	if ((instruction & 0x7f) == 0x0f) /* FENCE; FENCE.I and CBO by their funct3 */
		return (instruction >> 12 & 7) != 0 || instruction & FENCE_PRED_W;
	if ((instruction & 0x7f) == 0x2f) /* LR and SC are no steps; others with aq or rl */
		return instruction >> 28 == 1 || instruction & AMO_ORDERED;
	return (instruction & 0xffff) == 0x9002; /* C.EBREAK */
}

static uint64_t get_register(const struct trapframe *frame, unsigned number)
{
	return number ? frame->x[number] : 0;
}

static void set_register(struct trapframe *frame, unsigned number, uint64_t value)
{
	if (number)
		frame->x[number] = value;
}

/* The bits [low, low + count) of the instruction, moved to bit `to`. */
static int64_t bits(uint32_t instruction, unsigned low, unsigned count, unsigned to)
{
	return (int64_t)(instruction >> low & ((1u << count) - 1)) << to;
}

/* The same, of the sign: all bits from `to` on. */
static int64_t sign(uint32_t instruction, unsigned low, unsigned to)
{
	return -bits(instruction, low, 1, to);
}

static bool branches(uint32_t instruction, uint64_t a, uint64_t b)
{
	bool result = false;

	switch (instruction >> 13 & 3) {
	case 0: /* BEQ, BNE */
		result = a == b;
		break;
	case 2: /* BLT, BGE */
		result = (int64_t)a < (int64_t)b;
		break;
	case 3: /* BLTU, BGEU */
		result = a < b;
		break;
	}
	return result != (bool)(instruction >> 12 & 1);
}

static bool jump_long(struct trapframe *frame, uint32_t i)
{
	unsigned rd = i >> 7 & 31;
	uint64_t a = get_register(frame, i >> 15 & 31), b = get_register(frame, i >> 20 & 31),
		 pc = frame->sepc;

	frame->sepc = pc + 4;
	switch (i & 0x7f) {
	case 0x17: /* AUIPC */
		set_register(frame, rd, pc + (uint64_t)(int64_t)(int32_t)(i & 0xfffff000));
		return true;
	case 0x63: /* branches */
		if (branches(i, a, b))
			frame->sepc = pc + (uint64_t)(sign(i, 31, 12) | bits(i, 7, 1, 11) |
						      bits(i, 25, 6, 5) | bits(i, 8, 4, 1));
		return true;
	case 0x67: /* JALR */
		frame->sepc = (a + (uint64_t)(int64_t)((int32_t)i >> 20)) & ~(uint64_t)1;
		set_register(frame, rd, pc + 4);
		return true;
	case 0x6f: /* JAL */
		frame->sepc = pc + (uint64_t)(sign(i, 31, 20) | bits(i, 12, 8, 12) |
					      bits(i, 20, 1, 11) | bits(i, 21, 10, 1));
		set_register(frame, rd, pc + 4);
		return true;
	default:
		frame->sepc = pc;
		return false;
	}
}

static bool jump_short(struct trapframe *frame, uint32_t i)
{
	unsigned rs1 = i >> 7 & 31, function = i >> 13 & 7;
	uint64_t value = get_register(frame, 8 + (i >> 7 & 7)), pc = frame->sepc;

	if ((i & 3) == 1 && function == 5) { /* C.J */
		frame->sepc =
			pc + (uint64_t)(sign(i, 12, 11) | bits(i, 11, 1, 4) | bits(i, 9, 2, 8) |
					bits(i, 8, 1, 10) | bits(i, 7, 1, 6) | bits(i, 6, 1, 7) |
					bits(i, 3, 3, 1) | bits(i, 2, 1, 5));
		return true;
	}
	if ((i & 3) == 1 && function >= 6) { /* C.BEQZ, C.BNEZ */
		frame->sepc = pc + 2;
		if ((value == 0) == (function == 6))
			frame->sepc = pc + (uint64_t)(sign(i, 12, 8) | bits(i, 10, 2, 3) |
						      bits(i, 5, 2, 6) | bits(i, 3, 2, 1) |
						      bits(i, 2, 1, 5));
		return true;
	}
	if ((i & 3) != 2 || function != 4 || i >> 2 & 31 || !rs1) /* C.JR, C.JALR */
		return false;
	frame->sepc = get_register(frame, rs1) & ~(uint64_t)1;
	if (i >> 12 & 1)
		set_register(frame, 1, pc + 2);
	return true;
}

bool arch_order_jump(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX])
{
	uint32_t instruction = fetch(code);

	if ((instruction & 3) == 3)
		return jump_long(frame, instruction);
	return jump_short(frame, instruction & 0xffff);
}
