/* SPDX-License-Identifier: MIT */
/*
 * Threads and frames on x86-64: crafted contexts and trapframes, the switch, backtraces.
 */
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <kernel/debug/panic.h>

/* What arch_switch_stack pops; then the return address that `entry` would return to. */
struct context {
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uint64_t rip;
	uint64_t no_return;
};

void arch_switch_stack(struct arch_thread *prev, struct arch_thread *next);

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

	*context = (struct context){.rip = (uintptr_t)entry};
	t->sp = (uintptr_t)context;
}

static inline struct arch_cpu *this_arch_cpu(void)
{
	return (struct arch_cpu *)arch_this_cpu();
}

/* What few threads have: FPU state, a TLS base. */
static __attribute__((noinline)) void switch_extras(struct arch_thread *prev,
	struct arch_thread *next)
{
	fpu_switch(prev->fpu, next->fpu);
	if (prev->tls != next->tls)
		msr_write(MSR_FS_BASE, next->tls);
}

void arch_switch(struct arch_thread *prev, struct arch_thread *next)
{
	struct arch_cpu *cpu = this_arch_cpu();

	if (unlikely(prev->aspace != next->aspace))
		arch_aspace_load(next->aspace);
	if (unlikely((uintptr_t)prev->fpu | (uintptr_t)next->fpu | prev->tls | next->tls))
		switch_extras(prev, next);
	cpu->current = (struct thread *)next;
	cpu->kernel_sp = (uintptr_t)next->stack_top;
	cpu->tss.rsp[0] = (uintptr_t)next->stack_top;
	arch_switch_stack(prev, next);
}

void arch_set_tls(uintptr_t base)
{
	unsigned long flags = arch_irq_save();

	((struct arch_thread *)arch_current())->tls = base;
	msr_write(MSR_FS_BASE, base);
	arch_irq_restore(flags);
}

void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3])
{
	/* As if called: the ABI wants rsp + 8 aligned to 16 at a function's first instruction. */
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

bool arch_backtrace_step(uintptr_t *fp, uintptr_t *pc, uintptr_t low, uintptr_t high)
{
	const uintptr_t *frame = (const uintptr_t *)*fp;

	if (*fp < low || *fp > high - 2 * sizeof(uintptr_t) || *fp % sizeof(uintptr_t))
		return false;
	*pc = frame[1];
	*fp = frame[0];
	return *pc != 0;
}

void arch_thread_backtrace_start(const void *arch_thread, uintptr_t *fp, uintptr_t *pc)
{
	const struct context *context = (const void *)((const struct arch_thread *)arch_thread)->sp;

	*fp = context->rbp;
	*pc = context->rip;
}
