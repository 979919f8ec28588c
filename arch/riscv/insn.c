/* SPDX-License-Identifier: MIT */
/*
 * The user's registers for the decoder.
 */
#include <arch/insn.h>
#include <asm/insn_riscv.h>
#include <asm/trapframe.h>

int arch_insn_accesses(const struct trapframe *frame, const uint8_t *code, size_t available,
	struct insn_access out[INSN_ACCESSES_MAX])
{
	return insn_find_access(frame->x, code, available, out);
}
