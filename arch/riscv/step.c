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

static void set_register(struct trapframe *frame, unsigned number, uint64_t value)
{
	if (number)
		frame->x[number] = value;
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
