/* SPDX-License-Identifier: MIT */
/*
 * Stepping with the trap flag (Intel SDM 3B, 17.3.1.4). The length of an instruction is never
 * needed. In 64-bit mode, operands relative to the instruction are found and adjusted (SDM 2A, 2).
 */
#include <arch/step.h>
#include <asm/insn_x86.h>
#include <asm/trapframe.h>
#include <lib/string.h>

#define EFLAGS_TF 0x100
#define INT3      0xcc

size_t arch_breakpoint(const uint8_t code[STEP_CODE_MAX], uint8_t trap[STEP_TRAP_MAX])
{
	trap[0] = INT3;
	return 1;
}

uintptr_t arch_breakpoint_pc(const struct trapframe *frame)
{
	return frame_pc(frame) - 1;
}

/* Does the instruction jump, call, return or trap? */
static bool jumps(const uint8_t *op)
{
	if (op[0] == 0x0f)
		return (op[1] & 0xf0) == 0x80 || op[1] == 0x05 || op[1] == 0x0b || op[1] == 0x34;
	if (op[0] == 0xff) /* call, jump: /2 to /5 */
		return (op[1] >> 3 & 7) >= 2 && (op[1] >> 3 & 7) <= 5;
	return (op[0] & 0xf0) == 0x70 || (op[0] & 0xf8) == 0xe0 || (op[0] & 0xfc) == 0xe8 ||
	       op[0] == 0x9a || (op[0] & 0xfe) == 0xc2 || (op[0] & 0xf8) == 0xc8;
}

static bool has_modrm(uint8_t op)
{
	if (op < 0x40)
		return (op & 7) < 4;
	return op == 0x63 || op == 0x69 || op == 0x6b || (op & 0xf0) == 0x80 ||
	       (op & 0xfe) == 0xc0 || (op & 0xfe) == 0xc6 || (op & 0xfc) == 0xd0 ||
	       (op & 0xf8) == 0xd8 || (op & 0xf6) == 0xf6;
}

/* The offset of the ModRM byte; -1: there is none; -2: the instruction cannot be moved. 64-bit
 * mode. */
static int modrm_at(const uint8_t *code)
{
	int i = 0;

	while (i < 8 && insn_is_prefix(code[i]))
		i++;
	if (code[i] == 0xc5)
		return i + 3;
	if (code[i] == 0xc4)
		return i + 4;
	if (code[i] == 0x62)
		return i + 5;
	if ((code[i] & 0xf0) == 0x40)
		i++;
	if (jumps(code + i))
		return -2;
	if (code[i] == 0x0f)
		return code[i + 1] == 0x38 || code[i + 1] == 0x3a ? i + 3 : i + 2;
	return has_modrm(code[i]) ? i + 1 : -1;
}

/* Adjust an operand relative to the instruction, which is `distance` further away from the slot. */
static bool move_operand(uint8_t *slot, int modrm, intptr_t distance)
{
	int32_t offset;
	int64_t moved;

	if (modrm < 0 || (slot[modrm] & 0xc7) != 0x05)
		return true;
	memcpy(&offset, slot + modrm + 1, sizeof(offset));
	moved = (int64_t)offset + distance;
	if (moved != (int32_t)moved)
		return false;
	offset = (int32_t)moved;
	memcpy(slot + modrm + 1, &offset, sizeof(offset));
	return true;
}

bool arch_step_fill(uint8_t slot[STEP_CODE_MAX], uintptr_t slot_pc,
	const uint8_t code[STEP_CODE_MAX], uintptr_t pc)
{
	int i = 0;

	memcpy(slot, code, STEP_CODE_MAX);
	if (sizeof(long) == 8) {
		int modrm = modrm_at(code);

		return modrm != -2 && modrm < STEP_CODE_MAX - 5 &&
		       move_operand(slot, modrm, (intptr_t)(pc - slot_pc));
	}
	while (i < 8 && insn_is_prefix(code[i]))
		i++;
	return !jumps(code + i);
}

/* They are stepped in place. */
int arch_jump_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX])
{
	return 0;
}

bool arch_step_in_place(void)
{
	return true;
}

void arch_step_begin(struct trapframe *frame, uintptr_t slot_pc)
{
	frame_set_pc(frame, slot_pc);
	frame_set_flags(frame, frame_flags(frame) | EFLAGS_TF);
}

bool arch_step_ended(struct trapframe *frame, uintptr_t slot_pc)
{
	if (frame_pc(frame) == slot_pc)
		return false; /* a string instruction that is not finished */
	arch_step_cancel(frame);
	return true;
}

void arch_step_cancel(struct trapframe *frame)
{
	frame_set_flags(frame, frame_flags(frame) & ~(unsigned long)EFLAGS_TF);
}

int arch_step_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX], unsigned owner,
	uintptr_t *address)
{
	return 0;
}

void arch_step_forget(void)
{
}

size_t arch_step_pair(const uint8_t *code, size_t available)
{
	return 0;
}
