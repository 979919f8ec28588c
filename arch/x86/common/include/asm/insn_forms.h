/* SPDX-License-Identifier: MIT */
/*
 * What each opcode does with its memory operand.
 */
#pragma once
#include <lib/base.h>

/*
 * A form: kind, size of the memory operand, immediate, flags. 0: not known.
 */
enum insn_kind {
	INSN_UNKNOWN,
	INSN_NONE, /* no access; with a ModRM byte, like LEA and PREFETCH, none to its operand */
	INSN_READS,
	INSN_WRITES,
	INSN_UPDATES, /* reads, then writes */
};
#define FORM_KIND(form) ((form)&7)

enum insn_size {
	SIZE_1,
	SIZE_2,
	SIZE_4,
	SIZE_8,
	SIZE_16,
	SIZE_32,
	SIZE_OPERAND, /* 2, 4 or 8: the operand size */
	SIZE_GENERAL, /* 4, or 8 in 64-bit mode: by W */
	SIZE_STACK,   /* of what PUSH writes */
	SIZE_VECTOR,  /* 16, 32 or 64: the vector length */
	SIZE_HALF,    /* of the vector length */
	SIZE_QUARTER,
	SIZE_EIGHTH,
	SIZE_SCALAR, /* 4 or 8: by VEX.W, in all modes */
	SIZE_DUP,    /* VMOVDDUP: 8 or the vector length */
};
#define FORM_SIZE(form) ((form) >> 3 & 15)
#define SIZED(size)     ((size) << 3)

enum insn_immediate {
	IMM_NONE,
	IMM_1,
	IMM_2,
	IMM_OPERAND, /* 2 or 4 */
	IMM_FULL,    /* 2, 4 or 8: MOV to a register */
	IMM_OFFSET,  /* an address: MOV between it and the accumulator */
	IMM_NEAR,    /* the distance of a jump: 4 */
};
#define FORM_IMM(form) ((form) >> 7 & 7)
#define WITH(imm)      ((imm) << 7)

#define FORM_MODRM    0x0400
#define FORM_VEX      0x0800 /* also with VEX */
#define FORM_VEX_ONLY 0x1000
#define FORM_LONG_NOT 0x2000 /* not in 64-bit mode */
#define FORM_VEX_W0   0x4000 /* with VEX: only with W = 0 */
#define FORM_SPECIAL  0x8000 /* insn_special.c refines the form */

/* By mandatory prefix: none, 66, F3, F2. */
struct insn_forms {
	uint16_t by_prefix[4];
};

extern const uint16_t insn_one_byte[256];
extern const struct insn_forms insn_0f[256], insn_0f38[256], insn_0f3a[256];
