/* SPDX-License-Identifier: MIT */
/*
 * Threads and frames on RISC-V: crafted contexts and trapframes, the switch, floating-point state,
 * backtraces.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <arch/user.h>
#include <asm/context.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/irq.h>
#include <asm/switch.h>
#include <lib/assert.h>
#include <lib/string.h>
#include <uapi/errno.h>

void fpu_save(struct fpu_state *state);
void fpu_restore(const struct fpu_state *state);

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

	*context = (struct context){.ra = (uintptr_t)entry};
	t->sp = (uintptr_t)(context + 1);
	t->extras = t->aspace != &arch_kernel_aspace;
}

/* A kernel thread has no user frame. Only tests use floating-point registers in one. */
static inline bool is_kernel_thread(const struct arch_thread *t)
{
	return t->aspace == &arch_kernel_aspace;
}

/* The status when the thread left user mode, or as changed by signals since. */
static inline uint64_t fpu_status(const struct arch_thread *t)
{
	return frame_place_user(t->stack_top)->sstatus & SSTATUS_FS;
}

/* Save the registers of `t` if they may have changed. sstatus.FS must be on. */
static inline void save_if_dirty(const struct arch_thread *t)
{
	if (is_kernel_thread(t) || fpu_status(t) == SSTATUS_FS_DIRTY)
		fpu_save(t->fpu);
}

static NOINLINE void move_registers(const struct arch_thread *prev, const struct arch_thread *next)
{
	csr_set(sstatus, SSTATUS_FS);
	if (prev && prev->fpu)
		save_if_dirty(prev);
	if (next->fpu)
		fpu_restore(next->fpu);
	csr_clear(sstatus, SSTATUS_FS);
}

static inline bool both_initial(const struct arch_thread *prev, const struct arch_thread *next)
{
	const struct fpu_state *state = next->fpu;

	return prev->fpu && state && state->initial && !is_kernel_thread(prev) &&
	       fpu_status(prev) == SSTATUS_FS_INITIAL;
}

bool fpu_first_use(struct trapframe *frame)
{
	struct arch_thread *self = current_arch_thread;
	struct fpu_state *area;

	assert_irqs_off();
	if (frame->sstatus & SSTATUS_FS)
		return false;
	if (self->fpu) { /* a kernel thread's, after a switch that it requested */
		frame->sstatus |= SSTATUS_FS_DIRTY;
		return true;
	}
	area = fpu_state_alloc(sizeof(*area));
	if (!area)
		return false;
	area->initial = true;
	self->fpu = area;
	self->extras = 1;
	move_registers(NULL, self);
	frame->sstatus |= SSTATUS_FS_INITIAL;
	return true;
}

/* The state is added on first use. */
int arch_thread_add_fpu(struct arch_thread *t)
{
	return 0;
}

int arch_thread_copy_fpu(struct arch_thread *to)
{
	struct arch_thread *self = current_arch_thread;
	unsigned long flags;

	if (!self->fpu)
		return 0;
	to->fpu = fpu_state_alloc(sizeof(struct fpu_state));
	if (!to->fpu)
		return -ENOMEM;
	to->extras = 1;
	flags = arch_irq_save();
	csr_set(sstatus, SSTATUS_FS);
	save_if_dirty(self);
	csr_clear(sstatus, SSTATUS_FS);
	memcpy(to->fpu, self->fpu, sizeof(struct fpu_state));
	arch_irq_restore(flags);
	return 0;
}

int fpu_begin(struct trapframe *frame, uintptr_t user_state)
{
	struct arch_thread *self = current_arch_thread;
	struct fpu_state area;
	unsigned long flags;
	uint64_t any = 0;

	if (arch_copy_from_user(&area, user_state, sizeof(area)))
		return -EFAULT;
	for (int i = 0; i < 32; i++)
		any |= area.f[i];
	if (!(any | area.fcsr))
		return 0;
	self->fpu = fpu_state_alloc(sizeof(area));
	if (!self->fpu)
		return -ENOMEM;
	area.initial = false;
	flags = arch_irq_save();
	self->extras = 1;
	memcpy(self->fpu, &area, sizeof(area));
	move_registers(NULL, self);
	frame->sstatus |= SSTATUS_FS_CLEAN;
	arch_irq_restore(flags);
	return 0;
}

int arch_set_tls(struct arch_thread *t, struct trapframe *frame, uintptr_t tls)
{
	frame->x[REG_TP] = tls;
	return 0;
}

/* Nothing to do: tp is in the frame, which is copied. */
void arch_copy_tls(struct arch_thread *to)
{
}

/* frame_init_user() sets sstatus.FS so that there is no state. */
void arch_thread_reset_user(void)
{
	unsigned long flags = arch_irq_save();

	arch_thread_destroy(current_arch_thread);
	arch_irq_restore(flags);
}

void arch_thread_destroy(struct arch_thread *t)
{
	if (t->fpu)
		fpu_state_free(t->fpu, sizeof(struct fpu_state));
	t->fpu = NULL;
}

void arch_switch_extras(struct arch_thread *prev, struct arch_thread *next)
{
	if (prev->aspace != next->aspace)
		arch_aspace_load(next->aspace);
	if ((prev->fpu || next->fpu) && !both_initial(prev, next))
		move_registers(prev, next);
	arch_switch_stack(prev, next);
}

/* SIE stays clear until SRET loads it from SPIE. SPP is the mode that SRET returns to. */
void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3])
{
	*frame = (struct trapframe){.sepc = entry, .sstatus = SSTATUS_SPP | SSTATUS_SPIE};
	frame->x[REG_SP] = stack_top;
	for (int i = 0; i < 3; i++)
		frame->x[REG_A0 + i] = args[i];
}

void frame_init_user(struct trapframe *frame, uintptr_t entry, uintptr_t sp)
{
	*frame = (struct trapframe){.sepc = entry, .sstatus = SSTATUS_SPIE};
	frame->x[REG_SP] = sp;
}

void frame_redirect_kernel(struct trapframe *frame, void (*target)(void), void *stack_top)
{
	frame->sepc = (uintptr_t)target;
	frame->x[REG_SP] = (uintptr_t)stack_top;
	frame->x[REG_FP] = 0;
	frame->x[REG_RA] = 0;
}

void frame_dump(const struct trapframe *f, void (*print)(const char *fmt, ...))
{
	static const char *const names[32] = {"zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2",
		"s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5",
		"s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

	for (int i = 1; i < 32; i++)
		print("  %-4s%016lx%s", names[i], f->x[i], i % 4 == 0 || i == 31 ? "\n" : "");
	print("  sepc %016lx  sstatus %08lx (SPP %s, SPIE %d, SIE %d)  scause %lx  stval %lx\n",
		f->sepc, f->sstatus, f->sstatus & SSTATUS_SPP ? "supervisor" : "user",
		!!(f->sstatus & SSTATUS_SPIE), !!(f->sstatus & SSTATUS_SIE), f->scause, f->stval);
}

/* The frame pointer points to the end of the saved pair: ra at -8, the caller's fp at -16. The
 * outermost frame has no caller: its ra is where the crafted context entered. */
bool arch_backtrace_step(uintptr_t *fp, uintptr_t *pc, uintptr_t low, uintptr_t high)
{
	const uintptr_t *frame = (const uintptr_t *)*fp;

	if (*fp < low + 2 * sizeof(uintptr_t) || *fp > high || *fp % sizeof(uintptr_t))
		return false;
	if (frame[-1] > *fp && frame[-1] <= high) {
		/* A leaf function saves no return address: its saved frame pointer is there. */
		*fp = frame[-1];
		frame = (const uintptr_t *)*fp;
	}
	*pc = frame[-1];
	*fp = frame[-2];
	return *pc != 0 && *fp != 0;
}
