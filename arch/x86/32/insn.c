/* SPDX-License-Identifier: MIT */
/*
 * The user's registers for the decoder. FS and GS usually select an entry of the thread's
 * thread-local storage; with other segments than the user's flat ones, no access is known.
 */
#include <arch/cpu.h>
#include <arch/thread.h>
#include <asm/insn_x86.h>
#include <asm/segments.h>
#include <asm/trapframe.h>

static uint32_t base_of(const struct arch_thread *t, uint32_t selector)
{
	unsigned index = (selector & 0xffff) / 8;
	uint64_t descriptor;

	if (index < TLS_FIRST || index >= TLS_FIRST + TLS_ENTRIES)
		return 0;
	descriptor = t->tls[index - TLS_FIRST];
	return (uint32_t)(descriptor >> 16 & 0xffffff) | (uint32_t)(descriptor >> 56) << 24;
}

static bool is_flat(uint32_t selector)
{
	return (selector & 0xffff) == SEL_USER_DS;
}

int arch_insn_accesses(const struct trapframe *f, const uint8_t *code, size_t available,
	struct insn_access out[INSN_ACCESSES_MAX])
{
	const struct arch_thread *self = (const struct arch_thread *)arch_current();
	const struct insn_registers registers = {
		.gpr = {f->eax, f->ecx, f->edx, f->ebx, f->esp, f->ebp, f->esi, f->edi},
		.pc = f->eip,
		.fs = base_of(self, f->fs),
		.gs = base_of(self, f->gs),
	};
	struct insn insn;

	if (!is_flat(f->ds) || !is_flat(f->es) || !is_flat(f->ss) ||
		!insn_decode(&registers, code, available, &insn))
		return -1;
	for (unsigned i = 0; i < insn.count; i++)
		out[i] = insn.access[i];
	return (int)insn.count;
}
