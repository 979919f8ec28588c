/* SPDX-License-Identifier: MIT */
/*
 * The decoder behind <arch/insn.h> on x86. Pure: also built and tested on the host.
 */
#pragma once
#include <arch/insn.h>
#include <lib/base.h>

/* The registers that addresses are made of, before the instruction. */
struct insn_registers {
	uint64_t gpr
		[16]; /* by their numbers in ModRM: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, ... */
	uint64_t pc;
	uint64_t fs, gs; /* the bases of these segments; all others are 0 */
	bool long_mode;  /* 64-bit mode; otherwise 32-bit protected mode */
};

struct insn {
	size_t length; /* in bytes */
	unsigned count;
	struct insn_access access[INSN_ACCESSES_MAX];
};

/* Is the byte a prefix, other than REX (SDM 2A, 2.1.1)? */
static inline bool insn_is_prefix(uint8_t byte)
{
	return (byte & 0xe7) == 0x26 || (byte & 0xfc) == 0x64 || byte == 0xf0 || byte == 0xf2 ||
	       byte == 0xf3;
}

/* Decode the instruction at `code`, of which `available` bytes can be read. False: the decoder
 * does not know it. */
bool insn_decode(const struct insn_registers *registers, const uint8_t *code, size_t available,
	struct insn *out);
