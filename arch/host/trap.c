/* SPDX-License-Identifier: MIT */
/*
 * Crafted frames and the one address space. There is no user mode here, and no page table.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <lib/assert.h>
#include <lib/string.h>

struct arch_aspace arch_kernel_aspace;
char *host_ram;

void arch_page_clear(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

void arch_aspace_load(struct arch_aspace *as)
{
	ASSERT(as == &arch_kernel_aspace);
}

struct trapframe *frame_place_kernel(void *stack_top)
{
	return (struct trapframe *)stack_top - 1;
}

void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3])
{
	*frame = (struct trapframe){.pc = entry,
		.sp = stack_top,
		.args = {args[0], args[1], args[2]},
		.irqs_on = true};
}

/* The frame's code runs on the context's own stack, which serves as well. */
void frame_enter(struct trapframe *frame)
{
	void (*entry)(uintptr_t, uintptr_t, uintptr_t);

	ASSERT(!arch_irqs_enabled());
	entry = (void (*)(uintptr_t, uintptr_t, uintptr_t))frame->pc;
	arch_irq_enable();
	entry(frame->args[0], frame->args[1], frame->args[2]);
	__builtin_unreachable();
}
