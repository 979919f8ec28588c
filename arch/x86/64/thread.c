/* SPDX-License-Identifier: MIT */
/*
 * Threads and frames on x86-64: crafted contexts and trapframes.
 */
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/context.h>
#include <asm/segments.h>

struct trapframe *frame_place_kernel(void *stack_top)
{
	return (struct trapframe *)stack_top - 1;
}

struct trapframe *frame_place_user(void *stack_top)
{
	return (struct trapframe *)stack_top - 1;
}

void arch_thread_init(struct arch_thread *t, void (*entry)(void))
{
	struct context *context = (struct context *)frame_place_user(t->stack_top) - 1;

	*context = (struct context){.pc = (uintptr_t)entry};
	t->sp = (uintptr_t)context;
	t->extras = t->aspace != &arch_kernel_aspace;
}

void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3])
{
	/* As after a call: the ABI requires rsp + 8 to be aligned to 16 at a function's first
	 * instruction. */
	*frame = (struct trapframe){
		.rip = entry,
		.cs = SEL_KERNEL_CS,
		.ss = SEL_KERNEL_DS,
		.rflags = EFLAGS_IF | 2,
		.rsp = stack_top - 8,
		.rdi = args[0],
		.rsi = args[1],
		.rdx = args[2],
	};
}

void frame_init_user(struct trapframe *frame, uintptr_t entry, uintptr_t sp)
{
	*frame = (struct trapframe){
		.rip = entry,
		.cs = SEL_USER_CS,
		.ss = SEL_USER_DS,
		.rflags = EFLAGS_IF | 2,
		.rsp = sp,
	};
}

void frame_redirect_kernel(struct trapframe *frame, void (*target)(void), void *stack_top)
{
	frame->rip = (uintptr_t)target;
	frame->rsp = (uintptr_t)stack_top - 8;
	frame->rbp = 0;
}

void frame_dump(const struct trapframe *f, void (*print)(const char *fmt, ...))
{
	print("  rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n", f->rax, f->rbx, f->rcx, f->rdx);
	print("  rsi %016lx  rdi %016lx  rbp %016lx  rsp %016lx\n", f->rsi, f->rdi, f->rbp, f->rsp);
	print("  r8  %016lx  r9  %016lx  r10 %016lx  r11 %016lx\n", f->r8, f->r9, f->r10, f->r11);
	print("  r12 %016lx  r13 %016lx  r14 %016lx  r15 %016lx\n", f->r12, f->r13, f->r14, f->r15);
	print("  rip %016lx  rflags %08lx  cs %02lx  ss %02lx  vector %lu  error %#lx\n", f->rip,
		f->rflags, f->cs, f->ss, f->vector, f->error);
}
