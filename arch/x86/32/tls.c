/* SPDX-License-Identifier: MIT */
/*
 * Thread-local storage on i386: three entries of the GDT that set_thread_area(2) fills. They always
 * belong to the running thread.
 */
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <asm/cpu.h>
#include <asm/platform.h>
#include <kernel/sys/syscall.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

/* struct user_desc of the Linux ABI. */
struct user_desc {
	uint32_t entry_number;
	uint32_t base;
	uint32_t limit;
	uint32_t flags;
};

#define DESC_32BIT       0x01
#define DESC_CONTENTS    0x06
#define DESC_READ_ONLY   0x08
#define DESC_PAGES       0x10
#define DESC_NOT_PRESENT 0x20
#define DESC_USEABLE     0x40

/* Does a program free an entry with these words? */
static bool is_empty(const struct user_desc *d)
{
	return d->base == 0 && d->limit == 0 &&
	       (d->flags & 0x3f) == (DESC_READ_ONLY | DESC_NOT_PRESENT);
}

/* Data segment, ring 3 (Intel SDM 3A, 3.4.5). */
static uint64_t descriptor_of(const struct user_desc *d)
{
	uint64_t access = 0x70 | (d->flags & DESC_NOT_PRESENT ? 0 : 0x80) | 0x01 |
			  (d->flags & DESC_READ_ONLY ? 0 : 0x02) | (d->flags & DESC_CONTENTS) << 1;
	uint64_t high = (d->flags & DESC_32BIT ? 4 : 0) | (d->flags & DESC_PAGES ? 8 : 0) |
			(d->flags & DESC_USEABLE ? 1 : 0);

	if (is_empty(d))
		return 0;
	return (d->limit & 0xffff) | (uint64_t)(d->base & 0xffffff) << 16 | access << 40 |
	       (uint64_t)(d->limit >> 16 & 0xf) << 48 | high << 52 |
	       (uint64_t)(d->base >> 24) << 56;
}

/*
 * Load the entries of `t` into the GDT. IRQs off. GS still holds the user's selector, and the
 * return from any trap in the kernel would load it again from the new table, where it may name
 * nothing: a fault whose own return faults again. So GS is cleared; the user's value is in its
 * frame.
 */
static void load(const struct arch_thread *t)
{
	struct arch_cpu *cpu = (struct arch_cpu *)arch_this_cpu();

	assert_irqs_off();
	asm volatile("movw %w0, %%gs" ::"r"(0));
	/* Every switch between programs does this; compilers would turn memcpy() into a loop over
	 * bytes. */
#pragma GCC unroll 4
	for (unsigned i = 0; i < TLS_ENTRIES; i++)
		cpu->gdt[TLS_FIRST + i] = t->tls[i];
}

void tls_switch(const struct arch_thread *prev, const struct arch_thread *next)
{
	load(next);
}

static void set_entry(struct arch_thread *t, unsigned i, uint64_t descriptor)
{
	unsigned long flags = arch_irq_save();

	t->tls[i] = descriptor;
	if (t == (struct arch_thread *)arch_current())
		load(t);
	arch_irq_restore(flags);
}

void tls_reset(struct arch_thread *self)
{
	for (unsigned i = 0; i < TLS_ENTRIES; i++)
		set_entry(self, i, 0);
}

void arch_copy_tls(struct arch_thread *to)
{
	memcpy(to->tls, ((const struct arch_thread *)arch_current())->tls, sizeof(to->tls));
}

/* Code segments, and anything but plain data segments, would give a program privileges that it must
 * not have. */
static int check(const struct user_desc *d)
{
	if (is_empty(d))
		return 0;
	return !(d->flags & DESC_32BIT) || (d->flags & DESC_CONTENTS) > 2 ? -EINVAL : 0;
}

int arch_set_tls(struct arch_thread *t, struct trapframe *frame, uintptr_t tls)
{
	struct user_desc d;

	if (copy_from_user(&d, tls, sizeof(d)))
		return -EFAULT;
	if (check(&d) || d.entry_number < TLS_FIRST || d.entry_number >= TLS_FIRST + TLS_ENTRIES)
		return -EINVAL;
	set_entry(t, d.entry_number - TLS_FIRST, descriptor_of(&d));
	return 0;
}

SYSCALL(set_thread_area)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();
	struct user_desc d;
	unsigned i = 0;

	if (copy_from_user(&d, a0, sizeof(d)))
		return -EFAULT;
	if (check(&d))
		return -EINVAL;
	if (d.entry_number == UINT32_MAX) {
		while (i < TLS_ENTRIES && self->tls[i])
			i++;
		if (i == TLS_ENTRIES)
			return -ESRCH;
		d.entry_number = TLS_FIRST + i;
		if (copy_to_user(a0, &d.entry_number, sizeof(d.entry_number)))
			return -EFAULT;
	} else if (d.entry_number < TLS_FIRST || d.entry_number >= TLS_FIRST + TLS_ENTRIES) {
		return -EINVAL;
	}
	set_entry(self, d.entry_number - TLS_FIRST, descriptor_of(&d));
	return 0;
}
