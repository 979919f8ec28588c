/* SPDX-License-Identifier: MIT */
/*
 * Thread-local storage on x86-64: the bases of FS and GS (arch_prctl(2)). In the kernel GS is the
 * CPU's; the user's base is in the MSR that SWAPGS exchanges it with.
 */
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/msr.h>
#include <asm/platform.h>
#include <kernel/sys/syscall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define ARCH_SET_GS 0x1001
#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003
#define ARCH_GET_GS 0x1004

/* Clear the data segment registers: programs may load them, and no other program may find what is
 * left there. Loading FS or GS also changes its base; for GS that is the kernel's base outside
 * SWAPGS. */
static inline void clear_selectors(void)
{
	unsigned ds, es, fs, gs;

	asm volatile("movl %%ds, %0\n\tmovl %%es, %1\n\tmovl %%fs, %2\n\tmovl %%gs, %3"
		     : "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
	if (likely(!(ds | es | fs | gs)))
		return;
	asm volatile("movl %0, %%ds\n\tmovl %0, %%es\n\tmovl %0, %%fs\n\t"
		     "swapgs\n\tmovl %0, %%gs\n\tswapgs" ::"r"(0));
}

/* A program can change the bases without the kernel, by loading FS or GS: they are always
 * written. */
void tls_switch(const struct arch_thread *prev, const struct arch_thread *next)
{
	assert_irqs_off();
	if (next->aspace == &arch_kernel_aspace)
		return;
	clear_selectors();
	msr_write(MSR_FS_BASE, next->fs_base);
	msr_write(MSR_KERNEL_GS, next->gs_base);
}

static void set_bases(struct arch_thread *self, uintptr_t fs, uintptr_t gs)
{
	unsigned long flags = arch_irq_save();

	self->fs_base = fs;
	self->gs_base = gs;
	msr_write(MSR_FS_BASE, fs);
	msr_write(MSR_KERNEL_GS, gs);
	arch_irq_restore(flags);
}

void tls_reset(struct arch_thread *self)
{
	unsigned long flags = arch_irq_save();

	clear_selectors();
	set_bases(self, 0, 0);
	arch_irq_restore(flags);
}

void arch_copy_tls(struct arch_thread *to)
{
	const struct arch_thread *self = (const struct arch_thread *)arch_current();

	to->fs_base = self->fs_base;
	to->gs_base = self->gs_base;
}

/* A base outside the user's addresses could be non-canonical, and writing it to the MSR would
 * fault. */
int arch_set_tls(struct arch_thread *t, struct trapframe *frame, uintptr_t tls)
{
	if (tls >= USER_MAX)
		return -EPERM;
	if (t == (struct arch_thread *)arch_current())
		set_bases(t, tls, t->gs_base);
	else
		t->fs_base = tls;
	return 0;
}

SYSCALL(arch_prctl)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();

	switch (a0) {
	case ARCH_SET_FS:
	case ARCH_SET_GS:
		if (a1 >= USER_MAX)
			return -EPERM;
		if (a0 == ARCH_SET_FS)
			set_bases(self, a1, self->gs_base);
		else
			set_bases(self, self->fs_base, a1);
		return 0;
	case ARCH_GET_FS:
		return copy_to_user(a1, &self->fs_base, sizeof(self->fs_base)) ? -EFAULT : 0;
	case ARCH_GET_GS:
		return copy_to_user(a1, &self->gs_base, sizeof(self->gs_base)) ? -EFAULT : 0;
	default:
		return -EINVAL;
	}
}
