/* SPDX-License-Identifier: MIT */
/*
 * The order of memory accesses on x86: stores become visible in the order of the program, and later
 * loads may be earlier (Intel SDM 3A, 9.2; Owens, Sarkar and Sewell, "A better x86 memory model:
 * x86-TSO", TPHOLs 2009). LFENCE and SFENCE do not change that for ordinary memory.
 */
#include <arch/order.h>
#include <asm/insn_x86.h>

bool arch_order_is_weak(void)
{
	return false;
}

static bool is_prefix(uint8_t byte)
{
	return insn_is_prefix(byte) || (sizeof(long) == 8 && (byte & 0xf0) == 0x40);
}

/* Of the opcodes that begin with 0F. */
static bool waits_0f(const uint8_t *op)
{
	switch (op[0]) {
	case 0x01: /* system instructions, SERIALIZE, RDTSCP */
	case 0x05: /* SYSCALL */
	case 0x0b: /* UD2 */
	case 0x31: /* RDTSC and RDPMC trap */
	case 0x33:
	case 0x34: /* SYSENTER */
	case 0xa2: /* CPUID */
		return true;
	case 0xae: /* MFENCE; of the others, LFENCE and SFENCE do not wait for stores */
		return op[1] != 0xe8 && op[1] != 0xf8;
	default:
		return false;
	}
}

/* MOVS and STOS. Repeated, each makes many stores. */
static bool is_string_store(uint8_t op)
{
	return (op & 0xfe) == 0xa4 || (op & 0xfe) == 0xaa;
}

bool arch_order_waits(const uint8_t code[STEP_CODE_MAX])
{
	size_t i = 0;

	while (i < 8 && is_prefix(code[i]))
		i++;
	for (size_t prefix = 0; prefix < i; prefix++)
		if ((code[prefix] & 0xfe) == 0xf2 && is_string_store(code[i]))
			return true;
	switch (code[i]) {
	case 0x0f:
		return waits_0f(code + i + 1);
	case 0x17: /* POP SS and MOV to a segment register delay the step's trap */
	case 0x8e:
	case 0x9c: /* PUSHF and POPF see the trap flag */
	case 0x9d:
	case 0xcc: /* interrupts */
	case 0xcd:
	case 0xce:
	case 0xcf:
	case 0xf1:
	case 0xf4:
		return true;
	default:
		return false;
	}
}

bool arch_order_jump(struct trapframe *frame, const uint8_t code[STEP_CODE_MAX])
{
	return false;
}
