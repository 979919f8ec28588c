/* SPDX-License-Identifier: MIT */
/*
 * Stepping with an ebreak after the copied instruction, since RISC-V has no trap flag for
 * supervisors. A trap also ends a reservation (unprivileged specification, 8.2), so load-reserved
 * and store-conditional are emulated.
 */
#include <arch/step.h>
#include <arch/user.h>
#include <asm/trapframe.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define EBREAK   0x00100073u
#define C_EBREAK 0x9002u

#define OPCODE_AMO 0x2f
#define FUNCT5_LR  0x02
#define FUNCT5_SC  0x03

static uint32_t fetch(const uint8_t *code)
{
	uint32_t instruction;

	memcpy(&instruction, code, sizeof(instruction));
	return instruction;
}

static size_t length_of(const uint8_t *code)
{
	return (code[0] & 3) == 3 ? 4 : 2;
}

size_t arch_breakpoint(const uint8_t code[STEP_CODE_MAX], uint8_t trap[STEP_TRAP_MAX])
{
	uint32_t ebreak = length_of(code) == 4 ? EBREAK : C_EBREAK;

	memcpy(trap, &ebreak, STEP_TRAP_MAX);
	asm volatile("fence.i");
	return length_of(code);
}

uintptr_t arch_breakpoint_pc(const struct trapframe *frame)
{
	return frame_pc(frame);
}

/* Does the instruction depend on its address, or jump? */
static bool is_bound(uint32_t instruction)
{
	unsigned opcode = instruction & 0x7f, half = instruction & 0xffff;

	if ((instruction & 3) == 3) /* auipc, branches, jalr, jal, system */
		return opcode == 0x17 || opcode == 0x63 || opcode == 0x67 || opcode == 0x6f ||
		       opcode == 0x73;
	if ((half & 3) == 1) /* c.j, c.beqz, c.bnez */
		return half >> 13 >= 5;
	if ((half & 3) == 2 && half >> 13 == 4) /* c.jr, c.jalr, c.ebreak */
		return (half >> 2 & 0x1f) == 0;
	return false;
}

bool arch_step_fill(uint8_t slot[STEP_CODE_MAX], uintptr_t slot_pc,
	const uint8_t code[STEP_CODE_MAX], uintptr_t pc)
{
	size_t length = length_of(code);
	uint32_t ebreak = EBREAK;

	if (is_bound(fetch(code)))
		return false;
	memcpy(slot, code, length);
	memcpy(slot + length, &ebreak, sizeof(ebreak));
	asm volatile("fence.i");
	return true;
}

/* The offset of jal, of a branch, of c.j and of c.beqz (unprivileged specification, 2.5, 16.4). */
static intptr_t jal_offset(uint32_t i)
{
	uint32_t bits = (i >> 31) << 20 | (i >> 12 & 0xff) << 12 | (i >> 20 & 1) << 11 |
			(i >> 21 & 0x3ff) << 1;

	return (int32_t)(bits << 11) >> 11;
}

static intptr_t branch_offset(uint32_t i)
{
	uint32_t bits =
		(i >> 31) << 12 | (i >> 7 & 1) << 11 | (i >> 25 & 0x3f) << 5 | (i >> 8 & 0xf) << 1;

	return (int32_t)(bits << 19) >> 19;
}

static intptr_t short_jump_offset(uint32_t i)
{
	uint32_t bits = (i >> 12 & 1) << 11 | (i >> 8 & 1) << 10 | (i >> 9 & 3) << 8 |
			(i >> 6 & 1) << 7 | (i >> 7 & 1) << 6 | (i >> 2 & 1) << 5 |
			(i >> 11 & 1) << 4 | (i >> 3 & 7) << 1;

	return (int32_t)(bits << 20) >> 20;
}

static intptr_t short_branch_offset(uint32_t i)
{
	uint32_t bits = (i >> 12 & 1) << 8 | (i >> 5 & 3) << 6 | (i >> 2 & 1) << 5 |
			(i >> 10 & 3) << 3 | (i >> 3 & 3) << 1;

	return (int32_t)(bits << 23) >> 23;
}

/* Is the branch with that funct3 taken? */
static bool is_taken(unsigned funct3, uint64_t a, uint64_t b)
{
	bool less = funct3 & 2 ? a < b : (int64_t)a < (int64_t)b;
	bool is = funct3 & 4 ? less : a == b;

	return is != (funct3 & 1);
}

static void set_register(struct trapframe *frame, unsigned number, uint64_t value)
{
	if (number)
		frame->x[number] = value;
}

static uint64_t get_register(const struct trapframe *frame, unsigned number)
{
	return number ? frame->x[number] : 0;
}

/* An instruction of 16 bits: c.j, c.beqz, c.bnez. */
static int emulate_short(struct trapframe *frame, uint32_t i)
{
	unsigned funct3 = i >> 13 & 7;
	uint64_t value;

	if ((i & 3) != 1 || funct3 < 5)
		return 0;
	if (!frame)
		return 1;
	value = get_register(frame, 8 + (i >> 7 & 7));
	if (funct3 == 5)
		frame->sepc += (uintptr_t)short_jump_offset(i);
	else
		frame->sepc +=
			(value == 0) == (funct3 == 6) ? (uintptr_t)short_branch_offset(i) : 2;
	return 1;
}

/* auipc, jal, branches */
int arch_jump_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX])
{
	uint32_t i = fetch(code);
	unsigned opcode = i & 0x7f, rd = i >> 7 & 31, funct3 = i >> 12 & 7;

	if (length_of(code) == 2)
		return emulate_short(frame, i & 0xffff);
	if (opcode != 0x17 && opcode != 0x6f && opcode != 0x63)
		return 0;
	if (!frame)
		return 1;
	if (opcode == 0x17) {
		set_register(frame, rd, frame->sepc + (uint64_t)(int64_t)(int32_t)(i & ~0xfffu));
		frame->sepc += 4;
	} else if (opcode == 0x6f) {
		set_register(frame, rd, frame->sepc + 4);
		frame->sepc += (uintptr_t)jal_offset(i);
	} else {
		bool taken = is_taken(funct3, get_register(frame, i >> 15 & 31),
			get_register(frame, i >> 20 & 31));

		frame->sepc += taken ? (uintptr_t)branch_offset(i) : 4;
	}
	return 1;
}

bool arch_step_in_place(void)
{
	return false;
}

void arch_step_begin(struct trapframe *frame, uintptr_t slot_pc)
{
	asm volatile("fence.i");
	frame->sepc = slot_pc;
}

bool arch_step_ended(struct trapframe *frame, uintptr_t slot_pc)
{
	return true;
}

void arch_step_cancel(struct trapframe *frame)
{
}

static struct {
	uintptr_t address;
	unsigned owner;
	bool valid;
} reservation;

void arch_step_forget(void)
{
	reservation.valid = false;
}

static bool is_funct5(uint32_t instruction, unsigned funct5)
{
	return (instruction & 0x7f) == OPCODE_AMO && instruction >> 27 == funct5;
}

size_t arch_step_pair(const uint8_t *code, size_t available)
{
	size_t at = 0;

	if (available < 4 || !is_funct5(fetch(code), FUNCT5_LR))
		return 0;
	/* The pair and the code between them have at most sixteen instructions (8.3). */
	for (int i = 0; i < 16; i++) {
		at += length_of(code + at);
		if (at + 4 > available)
			return 0;
		if (is_funct5(fetch(code + at), FUNCT5_SC))
			return at;
	}
	return 0;
}

int arch_step_emulate(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX], unsigned owner,
	uintptr_t *address)
{
	uint32_t instruction = fetch(code);
	unsigned rd = instruction >> 7 & 31, rs1 = instruction >> 15 & 31,
		 rs2 = instruction >> 20 & 31;
	size_t size = (instruction >> 12 & 7) == 3 ? 8 : 4;
	uintptr_t at = rs1 ? frame->x[rs1] : 0;
	bool mine = reservation.valid && reservation.owner == owner && reservation.address == at;
	int64_t value = 0;
	int32_t half;

	if (!is_funct5(instruction, FUNCT5_LR) && !is_funct5(instruction, FUNCT5_SC))
		return 0;
	if (!user_range_ok(at, size))
		return -EFAULT;
	if (is_funct5(instruction, FUNCT5_LR)) {
		if (arch_copy_from_user(&value, at, size))
			return -EFAULT;
		memcpy(&half, &value, sizeof(half));
		set_register(frame, rd, (uint64_t)(size == 8 ? value : half));
		reservation.address = at;
		reservation.owner = owner;
		reservation.valid = true;
	} else {
		value = rs2 ? (int64_t)frame->x[rs2] : 0;
		if (mine && arch_copy_to_user(at, &value, size))
			return -EFAULT;
		set_register(frame, rd, !mine);
		reservation.valid = false;
	}
	*address = at;
	frame->sepc += 4;
	return 1;
}
