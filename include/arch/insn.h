/* SPDX-License-Identifier: MIT */
/*
 * Contract: which memory an instruction accesses, and how far the manuals guarantee that other
 * processors see each access as a whole.
 */
#pragma once
#include <arch/trap.h>

#define INSN_ACCESSES_MAX 3
#define INSN_LINE         64 /* an access across a multiple of it is several accesses */

/* An access to `size` bytes at `address`. One that reads and writes reads first; only if it is
 * `atomic` (LOCK, XCHG; AMO, LR, SC), no other processor can write in between. Parts of `unit`
 * bytes, counted from `address`, are never torn unless they cross a multiple of INSN_LINE. */
struct insn_access {
	uintptr_t address;
	uint16_t size, unit;
	bool read, write, atomic;
};

/*
 * Find the accesses of the instruction at `code`, at whose start the frame's user registers are.
 * `available` bytes of code can be read. Of a repeated string instruction, the next element's
 * accesses count. Returns their number, in the order in which they are made; -1: the instruction is
 * not known. Also of an instruction that would fault. The frame is the current thread's. Any
 * context.
 */
int arch_insn_accesses(const struct trapframe *frame, const uint8_t *code, size_t available,
	struct insn_access out[INSN_ACCESSES_MAX]);
