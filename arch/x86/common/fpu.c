/* SPDX-License-Identifier: MIT */
/*
 * FPU and vector state: XSAVE with all components the CPU has of x87, SSE, AVX and AVX-512, or
 * FXSAVE on CPUs without XSAVE.
 */
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/thread.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <kernel/debug/panic.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define XCR0_COMPONENTS 0xe7 /* x87, SSE, AVX, AVX-512 (three) */
#define FXSAVE_SIZE     512
#define MXCSR_OFFSET    24
#define FCW_OFFSET      0
#define FCW_DEFAULT     0x37f
#define MXCSR_DEFAULT   0x1f80

static bool has_xsave;
static uint32_t components;
static size_t area_size = FXSAVE_SIZE;

static void xcr0_write(uint32_t value)
{
	asm volatile("xsetbv" ::"c"(0), "a"(value), "d"(0));
}

void fpu_init_cpu(void)
{
	struct cpuid features = cpuid(1, 0);

	if (!(features.d & 1u << 24))
		panic("this CPU has no FXSAVE");
	cr0_write((cr0_read() | CR0_MP | CR0_NE | CR0_TS) & ~(1ul << 2));
	cr4_write(cr4_read() | CR4_OSFXSR | CR4_OSXMMEXCPT);
	has_xsave = features.c & 1u << 26;
	if (!has_xsave)
		return;
	cr4_write(cr4_read() | CR4_OSXSAVE);
	components = cpuid(13, 0).a & XCR0_COMPONENTS;
	xcr0_write(components);
	area_size = cpuid(13, 0).b;
}

static void save(void *area)
{
	if (has_xsave)
		asm volatile("xsave (%0)" ::"r"(area), "a"(components), "d"(0) : "memory");
	else
		asm volatile("fxsave (%0)" ::"r"(area) : "memory");
}

static void restore(const void *area)
{
	if (has_xsave)
		asm volatile("xrstor (%0)" ::"r"(area), "a"(components), "d"(0) : "memory");
	else
		asm volatile("fxrstor (%0)" ::"r"(area) : "memory");
}

void fpu_switch(void *prev, void *next)
{
	if (prev)
		save(prev);
	if (next) {
		asm volatile("clts");
		restore(next);
	} else if (prev) {
		cr0_write(cr0_read() | CR0_TS);
	}
}

bool fpu_first_use(void)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();
	char *area;

	if (self->fpu) { /* a task switch has set CR0.TS behind our back (SDM 3A, 7.3) */
		asm volatile("clts");
		return true;
	}
	area = fpu_state_alloc(area_size);
	if (!area)
		return false;
	/* An XSAVE header of zeros means initial state, but these two words are always read. */
	memcpy(area + FCW_OFFSET, &(uint16_t){FCW_DEFAULT}, 2);
	memcpy(area + MXCSR_OFFSET, &(uint32_t){MXCSR_DEFAULT}, 4);
	asm volatile("clts");
	restore(area);
	self->fpu = area;
	self->extras = 1;
	return true;
}

int arch_thread_copy_fpu(struct arch_thread *to)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();
	unsigned long flags;

	if (!self->fpu)
		return 0;
	to->fpu = fpu_state_alloc(area_size);
	if (!to->fpu)
		return -ENOMEM;
	to->extras = 1;
	flags = arch_irq_save();
	save(self->fpu);
	memcpy(to->fpu, self->fpu, area_size);
	arch_irq_restore(flags);
	return 0;
}

void fpu_drop(void)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();
	unsigned long flags = arch_irq_save();

	arch_thread_destroy(self);
	cr0_write(cr0_read() | CR0_TS);
	arch_irq_restore(flags);
}

void arch_thread_destroy(struct arch_thread *t)
{
	if (t->fpu)
		fpu_state_free(t->fpu, area_size);
	t->fpu = NULL;
}
