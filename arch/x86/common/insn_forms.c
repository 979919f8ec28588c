/* SPDX-License-Identifier: MIT */
/*
 * From the opcode maps of the Intel SDM (2D, appendix A) and the instructions' descriptions. An
 * opcode that is left out is not known. tests/host/test_insn.c compares all of them with Zydis.
 */
#include <asm/insn_forms.h>

#define NONE INSN_NONE
#define ADDR (INSN_NONE | FORM_MODRM) /* an operand that is not accessed */
#define SPEC FORM_SPECIAL
#define R(s) (INSN_READS | FORM_MODRM | SIZED(SIZE_##s))
#define W(s) (INSN_WRITES | FORM_MODRM | SIZED(SIZE_##s))
#define U(s) (INSN_UPDATES | FORM_MODRM | SIZED(SIZE_##s))
#define IB   WITH(IMM_1)
#define IZ   WITH(IMM_OPERAND)
#define V    FORM_VEX
#define VO   FORM_VEX_ONLY
#define W0   (FORM_VEX_ONLY | FORM_VEX_W0)
#define OLD  FORM_LONG_NOT

/* The eight arithmetic operations: memory and register, register and memory, immediate. */
#define ALU(at, kind)                                                                           \
	[at] = kind(1), [(at) + 1] = kind(OPERAND), [(at) + 2] = R(1), [(at) + 3] = R(OPERAND), \
	[(at) + 4] = NONE | IB, [(at) + 5] = NONE | IZ

/* Arrays in the order of the opcodes would be less readable; ranges are GNU C's. */
const uint16_t insn_one_byte[256] = {
	ALU(0x00, U),
	ALU(0x08, U),
	ALU(0x10, U),
	ALU(0x18, U),
	ALU(0x20, U),
	ALU(0x28, U),
	ALU(0x30, U),
	ALU(0x38, R),
	[0x27] = NONE | OLD,
	[0x2f] = NONE | OLD,
	[0x37] = NONE | OLD,
	[0x3f] = NONE | OLD,
	[0x40 ... 0x4f] = NONE | OLD,
	[0x50 ... 0x5f] = SPEC | NONE, /* PUSH, POP */
	[0x63] = SPEC | R(4),          /* MOVSXD */
	[0x68] = SPEC | NONE | IZ,
	[0x69] = R(OPERAND) | IZ,
	[0x6a] = SPEC | NONE | IB,
	[0x6b] = R(OPERAND) | IB,
	[0x70 ... 0x7f] = NONE | IB,
	[0x80] = SPEC | U(1) | IB, /* CMP only reads */
	[0x81] = SPEC | U(OPERAND) | IZ,
	[0x82] = SPEC | U(1) | IB | OLD,
	[0x83] = SPEC | U(OPERAND) | IB,
	[0x84] = R(1),
	[0x85] = R(OPERAND),
	[0x86] = U(1), /* XCHG */
	[0x87] = U(OPERAND),
	[0x88] = W(1),
	[0x89] = W(OPERAND),
	[0x8a] = R(1),
	[0x8b] = R(OPERAND),
	[0x8c] = SPEC | W(2),
	[0x8d] = SPEC | ADDR,
	[0x8e] = SPEC | R(2),
	[0x8f] = SPEC | W(STACK), /* POP */
	[0x90 ... 0x99] = NONE,
	[0x9b] = NONE,
	[0x9c ... 0x9d] = SPEC | NONE, /* PUSHF, POPF */
	[0x9e ... 0x9f] = NONE,
	[0xa0 ... 0xa3] = SPEC | NONE | WITH(IMM_OFFSET),
	[0xa4 ... 0xa7] = SPEC | NONE, /* MOVS, CMPS */
	[0xa8] = NONE | IB,
	[0xa9] = NONE | IZ,
	[0xaa ... 0xaf] = SPEC | NONE, /* STOS, LODS, SCAS */
	[0xb0 ... 0xb7] = NONE | IB,
	[0xb8 ... 0xbf] = NONE | WITH(IMM_FULL),
	[0xc0] = U(1) | IB,
	[0xc1] = U(OPERAND) | IB,
	[0xc2] = SPEC | NONE | WITH(IMM_2), /* RET */
	[0xc3] = SPEC | NONE,
	[0xc6] = SPEC | W(1) | IB,
	[0xc7] = SPEC | W(OPERAND) | IZ,
	[0xc9] = SPEC | NONE, /* LEAVE */
	[0xd0] = U(1),
	[0xd1] = U(OPERAND),
	[0xd2] = U(1),
	[0xd3] = U(OPERAND),
	[0xd4 ... 0xd5] = NONE | IB | OLD,
	[0xd7] = SPEC | NONE,          /* XLAT */
	[0xd8 ... 0xdf] = SPEC | ADDR, /* x87 */
	[0xe0 ... 0xe3] = NONE | IB,
	[0xe8] = SPEC | NONE | WITH(IMM_NEAR), /* CALL */
	[0xe9] = NONE | WITH(IMM_NEAR),
	[0xeb] = NONE | IB,
	[0xf5] = NONE,
	[0xf6] = SPEC | U(1), /* TEST (with an immediate), NOT, NEG, MUL, DIV */
	[0xf7] = SPEC | U(OPERAND),
	[0xf8 ... 0xf9] = NONE,
	[0xfc ... 0xfd] = NONE,
	[0xfe] = SPEC | U(1), /* INC, DEC */
	[0xff] = SPEC | U(OPERAND),
};

#define P(none, p66, pf3, pf2)              \
	{                                   \
		{                           \
			none, p66, pf3, pf2 \
		}                           \
	}
#define ALL(form)  P(form, form, form, form)
#define BOTH(form) P(form, form, 0, 0)
#define ONE(form)  P(form, 0, 0, 0)
#define P66(form)  P(0, form, 0, 0)
#define X          (R(VECTOR) | V)
#define XO         (R(VECTOR) | VO)
#define PACKED     P(X, X, 0, 0)
#define ARITHMETIC P(X, X, R(4) | V, R(8) | V)
#define MMX        P(R(8), X, 0, 0)
#define SHIFT      P(R(8), R(16) | V, 0, 0)
#define SSE        P66(X)

const struct insn_forms insn_0f[256] = {
	[0x0d] = ALL(ADDR),
	[0x10] = ARITHMETIC,
	[0x11] = P(W(VECTOR) | V, W(VECTOR) | V, W(4) | V, W(8) | V),
	[0x12] = P(R(8) | V, R(8) | V, X, R(DUP) | V),
	[0x13] = BOTH(W(8) | V),
	[0x14 ... 0x15] = PACKED,
	[0x16] = P(R(8) | V, R(8) | V, X, 0),
	[0x17] = BOTH(W(8) | V),
	[0x18 ... 0x19] = ALL(ADDR),
	[0x1f] = ALL(ADDR),
	[0x28] = PACKED,
	[0x29] = BOTH(W(VECTOR) | V),
	[0x2a] = P(R(8), R(8), R(GENERAL) | V, R(GENERAL) | V),
	[0x2b] = BOTH(W(VECTOR) | V),
	[0x2c ... 0x2d] = P(R(8), R(16), R(4) | V, R(8) | V),
	[0x2e ... 0x2f] = P(R(4) | V, R(8) | V, 0, 0),
	[0x31] = ALL(NONE),
	[0x40 ... 0x4f] = ALL(R(OPERAND)),
	[0x51] = ARITHMETIC,
	[0x52 ... 0x53] = P(X, 0, R(4) | V, 0),
	[0x54 ... 0x57] = PACKED,
	[0x58 ... 0x59] = ARITHMETIC,
	[0x5a] = P(R(HALF) | V, X, R(4) | V, R(8) | V),
	[0x5b] = P(X, X, X, 0),
	[0x5c ... 0x5f] = ARITHMETIC,
	[0x60 ... 0x62] = P(R(4), X, 0, 0),
	[0x63 ... 0x6b] = MMX,
	[0x6c ... 0x6d] = SSE,
	[0x6e] = P(R(GENERAL), R(GENERAL) | V, 0, 0),
	[0x6f] = P(R(8), X, X, 0),
	[0x70] = P(R(8) | IB, X | IB, X | IB, X | IB),
	[0x74 ... 0x76] = MMX,
	[0x77] = P(NONE | V, 0, 0, 0),
	[0x7c ... 0x7d] = P(0, X, 0, X),
	[0x7e] = P(W(GENERAL), W(GENERAL) | V, R(8) | V, 0),
	[0x7f] = P(W(8), W(VECTOR) | V, W(VECTOR) | V, 0),
	[0x80 ... 0x8f] = ALL(NONE | WITH(IMM_NEAR)),
	[0x90 ... 0x9f] = ALL(W(1)),
	[0xa2] = ALL(NONE),
	[0xa3] = ALL(SPEC | R(OPERAND)), /* BT */
	[0xa4] = ALL(U(OPERAND) | IB),
	[0xa5] = ALL(U(OPERAND)),
	[0xab] = ALL(SPEC | U(OPERAND)),
	[0xac] = ALL(U(OPERAND) | IB),
	[0xad] = ALL(U(OPERAND)),
	[0xae] = ONE(SPEC | ADDR | V), /* FXSAVE, LDMXCSR, fences */
	[0xaf] = ALL(R(OPERAND)),
	[0xb0] = ALL(U(1)),
	[0xb1] = ALL(U(OPERAND)),
	[0xb3] = ALL(SPEC | U(OPERAND)),
	[0xb6] = ALL(R(1)),
	[0xb7] = ALL(R(2)),
	[0xb8] = P(0, 0, R(OPERAND), 0),
	[0xba] = ALL(SPEC | U(OPERAND) | IB), /* BT, BTS, BTR, BTC */
	[0xbb] = ALL(SPEC | U(OPERAND)),
	[0xbc ... 0xbd] = ALL(R(OPERAND)),
	[0xbe] = ALL(R(1)),
	[0xbf] = ALL(R(2)),
	[0xc0] = ALL(U(1)),
	[0xc1] = ALL(U(OPERAND)),
	[0xc2] = P(X | IB, X | IB, R(4) | V | IB, R(8) | V | IB),
	[0xc3] = ONE(W(GENERAL)),
	[0xc4] = P(R(2) | IB, R(2) | V | IB, 0, 0),
	[0xc6] = BOTH(X | IB),
	[0xc7] = ALL(SPEC | ADDR), /* CMPXCHG8B */
	[0xc8 ... 0xcf] = ALL(NONE),
	[0xd0] = P(0, X, 0, X),
	[0xd1 ... 0xd3] = SHIFT,
	[0xd4 ... 0xd5] = MMX,
	[0xd6] = P66(W(8) | V),
	[0xd8 ... 0xe0] = MMX,
	[0xe1 ... 0xe2] = SHIFT,
	[0xe3 ... 0xe5] = MMX,
	[0xe6] = P(0, X, R(HALF) | V, X),
	[0xe7] = P(W(8), W(VECTOR) | V, 0, 0),
	[0xe8 ... 0xef] = MMX,
	[0xf0] = P(0, 0, 0, X),
	[0xf1 ... 0xf3] = SHIFT,
	[0xf4 ... 0xf6] = MMX,
	[0xf8 ... 0xfe] = MMX,
};

const struct insn_forms insn_0f38[256] = {
	[0x00 ... 0x0b] = MMX,
	[0x0c ... 0x0f] = P66(XO),
	[0x10] = P66(R(VECTOR)),
	[0x13] = P66(R(HALF) | W0),
	[0x14 ... 0x15] = P66(R(VECTOR)),
	[0x17] = SSE,
	[0x18] = P66(R(4) | W0),
	[0x1c ... 0x1e] = MMX,
	[0x20] = P66(R(HALF) | V),
	[0x21] = P66(R(QUARTER) | V),
	[0x22] = P66(R(EIGHTH) | V),
	[0x23] = P66(R(HALF) | V),
	[0x24] = P66(R(QUARTER) | V),
	[0x25] = P66(R(HALF) | V),
	[0x28 ... 0x2b] = SSE,
	[0x30] = P66(R(HALF) | V),
	[0x31] = P66(R(QUARTER) | V),
	[0x32] = P66(R(EIGHTH) | V),
	[0x33] = P66(R(HALF) | V),
	[0x34] = P66(R(QUARTER) | V),
	[0x35] = P66(R(HALF) | V),
	[0x37 ... 0x40] = SSE,
	[0x41] = SSE,
	[0x45 ... 0x47] = P66(XO),
	[0x58] = P66(R(4) | W0),
	[0x59] = P66(R(8) | W0),
	[0x78] = P66(R(1) | W0),
	[0x79] = P66(R(2) | W0),
	[0x96 ... 0x98] = P66(XO),
	[0x9a] = P66(XO),
	[0x99] = P66(R(SCALAR) | VO),
	[0x9b] = P66(R(SCALAR) | VO),
	[0x9c] = P66(XO),
	[0x9d] = P66(R(SCALAR) | VO),
	[0x9e] = P66(XO),
	[0x9f] = P66(R(SCALAR) | VO),
	[0xa6 ... 0xa8] = P66(XO),
	[0xa9] = P66(R(SCALAR) | VO),
	[0xaa] = P66(XO),
	[0xab] = P66(R(SCALAR) | VO),
	[0xac] = P66(XO),
	[0xad] = P66(R(SCALAR) | VO),
	[0xae] = P66(XO),
	[0xaf] = P66(R(SCALAR) | VO),
	[0xb6 ... 0xb8] = P66(XO),
	[0xb9] = P66(R(SCALAR) | VO),
	[0xba] = P66(XO),
	[0xbb] = P66(R(SCALAR) | VO),
	[0xbc] = P66(XO),
	[0xbd] = P66(R(SCALAR) | VO),
	[0xbe] = P66(XO),
	[0xbf] = P66(R(SCALAR) | VO),
	[0xc8 ... 0xcd] = ONE(R(16)),
	[0xdb ... 0xdf] = SSE,
	[0xf0] = P(R(OPERAND), R(OPERAND), 0, R(1)), /* MOVBE, CRC32 */
	[0xf1] = P(W(OPERAND), W(OPERAND), 0, R(OPERAND)),
	[0xf2] = ONE(R(GENERAL) | VO),
	[0xf3] = ONE(R(GENERAL) | VO),
	[0xf5] = P(R(GENERAL) | VO, 0, R(GENERAL) | VO, R(GENERAL) | VO),
	[0xf6] = P(0, R(GENERAL), R(GENERAL), R(GENERAL) | VO),
	[0xf7] = P(R(GENERAL) | VO, R(GENERAL) | VO, R(GENERAL) | VO, R(GENERAL) | VO),
};

const struct insn_forms insn_0f3a[256] = {
	[0x00 ... 0x02] = P66(XO | IB),
	[0x04 ... 0x06] = P66(XO | IB),
	[0x08 ... 0x09] = P66(X | IB),
	[0x0a] = P66(R(4) | V | IB),
	[0x0b] = P66(R(8) | V | IB),
	[0x0c ... 0x0e] = P66(X | IB),
	[0x0f] = P(R(8) | IB, X | IB, 0, 0),
	[0x14] = P66(W(1) | V | IB),
	[0x15] = P66(W(2) | V | IB),
	[0x16] = P66(W(GENERAL) | V | IB),
	[0x17] = P66(W(4) | V | IB),
	[0x18] = P66(R(16) | W0 | IB),
	[0x19] = P66(W(16) | W0 | IB),
	[0x1d] = P66(W(HALF) | W0 | IB),
	[0x20] = P66(R(1) | V | IB),
	[0x21] = P66(R(4) | V | IB),
	[0x22] = P66(R(GENERAL) | V | IB),
	[0x38] = P66(R(16) | W0 | IB),
	[0x39] = P66(W(16) | W0 | IB),
	[0x40] = P66(X | IB),
	[0x41] = P66(R(16) | V | IB),
	[0x42] = P66(X | IB),
	[0x44] = P66(X | IB),
	[0x46] = P66(XO | IB),
	[0x4a ... 0x4c] = P66(XO | IB),
	[0x60 ... 0x63] = P66(R(16) | V | IB),
	[0xcc] = ONE(R(16) | IB),
	[0xdf] = P66(R(16) | V | IB),
	[0xf0] = P(0, 0, 0, R(GENERAL) | VO | IB),
};
