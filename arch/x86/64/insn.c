/* SPDX-License-Identifier: MIT */
/*
 * The user's registers for the decoder.
 */
#include <arch/cpu.h>
#include <arch/thread.h>
#include <asm/insn_x86.h>
#include <asm/trapframe.h>

int arch_insn_accesses(const struct trapframe *f, const uint8_t *code, size_t available,
	struct insn_access out[INSN_ACCESSES_MAX])
{
	const struct arch_thread *self = (const struct arch_thread *)arch_current();
	const struct insn_registers registers = {
		.gpr = {f->rax, f->rcx, f->rdx, f->rbx, f->rsp, f->rbp, f->rsi, f->rdi, f->r8,
			f->r9, f->r10, f->r11, f->r12, f->r13, f->r14, f->r15},
		.pc = f->rip,
		.fs = self->fs_base,
		.gs = self->gs_base,
		.long_mode = true,
	};
	struct insn insn;

	if (!insn_decode(&registers, code, available, &insn))
		return -1;
	for (unsigned i = 0; i < insn.count; i++)
		out[i] = insn.access[i];
	return (int)insn.count;
}
