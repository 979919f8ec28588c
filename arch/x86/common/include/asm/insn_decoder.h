/* SPDX-License-Identifier: MIT */
/*
 * What the files of the decoder share.
 */
#pragma once
#include <asm/insn_forms.h>
#include <asm/insn_x86.h>

#define REX_W 8
#define REX_R 4
#define REX_X 2
#define REX_B 1

enum { RCX = 1, RBX = 3, RSP = 4, RBP = 5, RSI = 6, RDI = 7 };
enum { NO_PREFIX, PREFIX_66, PREFIX_F3, PREFIX_F2 };

/* An instruction that is being decoded. */
struct decoder {
	const struct insn_registers *registers;
	const uint8_t *code;
	size_t available, at;
	bool bad;       /* the code ended, or cannot be decoded */
	uint8_t rex;    /* or these bits of VEX and EVEX */
	uint8_t prefix; /* the mandatory one */
	uint8_t segment, opcode, modrm;
	uint8_t map; /* 0, or 1 to 3: opcodes behind 0F, 0F 38, 0F 3A */
	bool operand16, address32, lock, repeat, vex, evex;
	unsigned vector_size;
	uint64_t operand; /* the address of the memory operand */
	bool memory;      /* there is one */
	bool relative;    /* to the end of the instruction */
	uint64_t immediate;
	struct insn *out;
};

bool decoder_is_long(const struct decoder *d);

/* A register, by its number. */
uint64_t decoder_gpr(const struct decoder *d, unsigned number);

unsigned decoder_operand_size(const struct decoder *d);
unsigned decoder_stack_size(const struct decoder *d);
uint64_t decoder_segment_base(const struct decoder *d);

/* Add an access of `size` bytes to the result. */
void decoder_add(struct decoder *d, uint64_t address, unsigned size, enum insn_kind kind);

/* The form that a special instruction has in the end, when its operand is decoded and its immediate
 * is not. 0: it is not known. */
unsigned insn_special_form(struct decoder *d, unsigned form);

/* Add the accesses that a special instruction makes besides those to its operand. */
void insn_special_accesses(struct decoder *d);
