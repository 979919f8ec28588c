/* SPDX-License-Identifier: MIT */
/*
 * Whole pages through an SSE register, 16 bytes at a time; every CPU with no-execute pages has
 * SSE2. The register is the user's: its content is restored afterwards, and interrupts are off
 * meanwhile so that no thread switch sees the change.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <lib/string.h>

#define BLOCK 256 /* bytes per round */

struct borrowed {
	unsigned long flags;
	char xmm0[16];
};

static inline void borrow(struct borrowed *b)
{
	b->flags = arch_irq_save();
	asm volatile("movups %%xmm0, %0" : "=m"(b->xmm0));
}

static inline void give_back(const struct borrowed *b)
{
	asm volatile("movups %0, %%xmm0" ::"m"(b->xmm0));
	arch_irq_restore(b->flags);
}

void arch_page_clear(void *page)
{
	char *at = page, *end = at + PAGE_SIZE;
	struct borrowed b;

	if (unlikely(!fpu_ready)) {
		memset(page, 0, PAGE_SIZE);
		return;
	}
	borrow(&b);
	asm volatile("pxor %%xmm0, %%xmm0\n"
		     "1:\n"
		     ".set offset, 0\n"
		     ".rept %c2 / 16\n"
		     "movaps %%xmm0, offset(%0)\n"
		     ".set offset, offset + 16\n"
		     ".endr\n"
		     "add %2, %0\n"
		     "cmp %1, %0\n"
		     "jne 1b"
		     : "+r"(at)
		     : "r"(end), "i"(BLOCK)
		     : "memory", "cc");
	give_back(&b);
}

void arch_page_copy(void *to, const void *from)
{
	char *at = to, *end = at + PAGE_SIZE;
	struct borrowed b;

	if (unlikely(!fpu_ready)) {
		memcpy(to, from, PAGE_SIZE);
		return;
	}
	borrow(&b);
	asm volatile("1:\n"
		     ".set offset, 0\n"
		     ".rept %c3 / 16\n"
		     "movaps offset(%1), %%xmm0\n"
		     "movaps %%xmm0, offset(%0)\n"
		     ".set offset, offset + 16\n"
		     ".endr\n"
		     "add %3, %0\n"
		     "add %3, %1\n"
		     "cmp %2, %0\n"
		     "jne 1b"
		     : "+r"(at), "+r"(from)
		     : "r"(end), "i"(BLOCK)
		     : "memory", "cc");
	give_back(&b);
}
