/* SPDX-License-Identifier: MIT */
/*
 * RV64GC (RISC-V unprivileged specification). Aligned accesses are whole. Misaligned ones are not,
 * as Zama16b, which keeps those within 16 bytes whole, is optional.
 */
#include <asm/insn_riscv.h>
#include <lib/string.h>

#define SP       2
#define FUNCT_LR 0x02
#define FUNCT_SC 0x03

enum opcode {
	LOAD = 0x03,
	LOAD_FP = 0x07,
	MISC_MEM = 0x0f,
	OP_IMM = 0x13,
	AUIPC = 0x17,
	OP_IMM_32 = 0x1b,
	STORE = 0x23,
	STORE_FP = 0x27,
	AMO = 0x2f,
	OP = 0x33,
	LUI = 0x37,
	OP_32 = 0x3b,
	MADD = 0x43,
	MSUB = 0x47,
	NMSUB = 0x4b,
	NMADD = 0x4f,
	OP_FP = 0x53,
	BRANCH = 0x63,
	JALR = 0x67,
	JAL = 0x6f,
	SYSTEM = 0x73,
};

static unsigned bits(uint32_t from, unsigned low, unsigned count)
{
	return from >> low & ((1u << count) - 1);
}

static uint64_t reg(const uint64_t x[32], unsigned number)
{
	return number ? x[number] : 0;
}

static int put(struct insn_access *out, uint64_t address, unsigned size, bool write)
{
	*out = (struct insn_access){
		.address = (uintptr_t)address,
		.size = (uint16_t)size,
		.unit = (uint16_t)(address % size ? 1 : size),
		.read = !write,
		.write = write,
	};
	return 1;
}

static int amo(const uint64_t x[32], uint32_t word, struct insn_access *out)
{
	unsigned funct3 = bits(word, 12, 3), funct5 = bits(word, 27, 5);

	if (funct3 != 2 && funct3 != 3)
		return -1;
	put(out, reg(x, bits(word, 15, 5)), 1u << funct3, funct5 == FUNCT_SC);
	out->write |= funct5 != FUNCT_LR;
	out->unit = out->size; /* a misaligned one faults */
	out->atomic = true;
	return 1;
}

static int find_long(const uint64_t x[32], uint32_t word, struct insn_access *out)
{
	unsigned funct3 = bits(word, 12, 3);
	uint64_t base = reg(x, bits(word, 15, 5));
	int64_t load = (int32_t)word >> 20;
	int64_t store = (int32_t)(word & 0xfe000000) >> 20 | (int32_t)bits(word, 7, 5);

	switch (word & 0x7f) {
	case LOAD:
		return funct3 == 7 ? -1
				   : put(out, base + (uint64_t)load, 1u << (funct3 & 3), false);
	case STORE:
		return funct3 > 3 ? -1 : put(out, base + (uint64_t)store, 1u << funct3, true);
	case LOAD_FP:
		return funct3 != 2 && funct3 != 3
			       ? -1
			       : put(out, base + (uint64_t)load, 1u << funct3, false);
	case STORE_FP:
		return funct3 != 2 && funct3 != 3
			       ? -1
			       : put(out, base + (uint64_t)store, 1u << funct3, true);
	case AMO:
		return amo(x, word, out);
	case MISC_MEM: /* not the cache-block operations */
		return funct3 > 1 ? -1 : 0;
	case OP_IMM:
	case AUIPC:
	case OP_IMM_32:
	case OP:
	case LUI:
	case OP_32:
	case MADD:
	case MSUB:
	case NMSUB:
	case NMADD:
	case OP_FP:
	case BRANCH:
	case JALR:
	case JAL:
		return 0;
	case SYSTEM:
		return funct3 == 4 ? -1 : 0;
	default:
		return -1;
	}
}

/* Quadrant 0: the base is one of x8 to x15. */
static int find_short(const uint64_t x[32], uint32_t half, struct insn_access *out)
{
	uint64_t base = reg(x, 8 + bits(half, 7, 3));
	unsigned words = bits(half, 10, 3) << 3 | bits(half, 6, 1) << 2 | bits(half, 5, 1) << 6;
	unsigned doubles = bits(half, 10, 3) << 3 | bits(half, 5, 2) << 6;

	switch (half >> 13) {
	case 0:
		return half ? 0 : -1;
	case 1:
	case 3:
		return put(out, base + doubles, 8, false);
	case 2:
		return put(out, base + words, 4, false);
	case 5:
	case 7:
		return put(out, base + doubles, 8, true);
	case 6:
		return put(out, base + words, 4, true);
	default:
		return -1;
	}
}

/* Quadrant 2: loads and stores relative to the stack pointer. */
static int find_stack(const uint64_t x[32], uint32_t half, struct insn_access *out)
{
	unsigned load = bits(half, 12, 1) << 5, store = bits(half, 10, 3) << 3;

	switch (half >> 13) {
	case 1:
	case 3:
		load |= bits(half, 5, 2) << 3 | bits(half, 2, 3) << 6;
		return put(out, x[SP] + load, 8, false);
	case 2:
		load |= bits(half, 4, 3) << 2 | bits(half, 2, 2) << 6;
		return put(out, x[SP] + load, 4, false);
	case 5:
	case 7:
		return put(out, x[SP] + (store | bits(half, 7, 3) << 6), 8, true);
	case 6:
		store |= bits(half, 9, 1) << 2 | bits(half, 7, 2) << 6;
		return put(out, x[SP] + store, 4, true);
	default: /* c.slli, c.jr, c.mv, c.add, c.ebreak */
		return 0;
	}
}

int insn_find_access(const uint64_t x[32], const uint8_t *code, size_t available,
	struct insn_access *out)
{
	uint32_t word = 0;

	if (available < 2)
		return -1;
	memcpy(&word, code, available < 4 ? 2 : 4);
	switch (word & 3) {
	case 0:
		return find_short(x, word & 0xffff, out);
	case 1:
		return 0;
	case 2:
		return find_stack(x, word & 0xffff, out);
	default:
		return available < 4 ? -1 : find_long(x, word, out);
	}
}
