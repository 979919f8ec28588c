/* SPDX-License-Identifier: MIT */
/*
 * Threads and frames on i386: crafted contexts and trapframes.
 */
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/context.h>
#include <asm/segments.h>
#include <lib/string.h>

/*
 * A trap in the kernel pushes no esp and ss. In a crafted frame the word after eflags, which esp
 * points to after the IRET, is the return address of a function that never returns.
 */
#define KERNEL_FRAME_SIZE offsetof(struct trapframe, ss)

void redirected_start(void);

struct trapframe *frame_place_kernel(void *stack_top)
{
	return (struct trapframe *)((uintptr_t)stack_top - KERNEL_FRAME_SIZE);
}

struct trapframe *frame_place_user(void *stack_top)
{
	return (struct trapframe *)stack_top - 1;
}

void arch_thread_init(struct arch_thread *t, void (*entry)(void))
{
	/* The ABI requires esp + 4 to be aligned to 16 at a function's first instruction. */
	uintptr_t end = ALIGN_DOWN((uintptr_t)frame_place_user(t->stack_top), 16);
	struct context *context = (struct context *)end - 1;

	*context = (struct context){.pc = (uintptr_t)entry};
	t->sp = (uintptr_t)context;
	t->extras = t->aspace != &arch_kernel_aspace;
}

void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3])
{
	const struct trapframe contents = {
		.eip = entry,
		.cs = SEL_KERNEL_CS,
		.eflags = EFLAGS_IF | 2,
		.ds = SEL_KERNEL_DS,
		.es = SEL_KERNEL_DS,
		.fs = SEL_CPU,
		.eax = args[0],
		.edx = args[1],
		.ecx = args[2],
	};

	memcpy(frame, &contents, KERNEL_FRAME_SIZE);
}

void frame_init_user(struct trapframe *frame, uintptr_t entry, uintptr_t sp)
{
	*frame = (struct trapframe){
		.eip = entry,
		.cs = SEL_USER_CS,
		.eflags = EFLAGS_IF | 2,
		.esp = sp,
		.ss = SEL_USER_DS,
		.ds = SEL_USER_DS,
		.es = SEL_USER_DS,
	};
}

/* A return to kernel mode does not load esp, so redirected_start does. */
void frame_redirect_kernel(struct trapframe *frame, void (*target)(void), void *stack_top)
{
	frame->eip = (uintptr_t)redirected_start;
	frame->eax = (uintptr_t)stack_top;
	frame->edx = (uintptr_t)target;
}

void frame_dump(const struct trapframe *f, void (*print)(const char *fmt, ...))
{
	print("  eax %08x  ebx %08x  ecx %08x  edx %08x\n", f->eax, f->ebx, f->ecx, f->edx);
	print("  esi %08x  edi %08x  ebp %08x  esp %08zx\n", f->esi, f->edi, f->ebp, frame_sp(f));
	print("  eip %08x  eflags %08x  cs %02x  ds %02x  es %02x  fs %02x  gs %02x\n", f->eip,
		f->eflags, f->cs, f->ds, f->es, f->fs, f->gs);
	print("  vector %u  error %#x\n", f->vector, f->error);
}
