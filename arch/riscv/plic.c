/* SPDX-License-Identifier: MIT */
/*
 * The platform-level interrupt controller (RISC-V PLIC specification 1.0). All lines go to the boot
 * hart's supervisor context.
 */
#include <arch/io.h>
#include <arch/irq.h>
#include <asm/platform.h>
#include <uapi/errno.h>

#define PRIORITY(line)     (4 * (line))
#define ENABLE(context)    (0x2000 + 0x80 * (context))
#define THRESHOLD(context) (0x200000 + 0x1000 * (context))
#define CLAIM(context)     (0x200004 + 0x1000 * (context))
#define LINES              (IRQ_MAX - IRQ_DEVICE)

static uintptr_t base;

static volatile uint32_t *reg(size_t offset)
{
	return (volatile uint32_t *)(base + offset);
}

void plic_map(void)
{
	if (!machine.plic_size)
		return;
	base = io_map(machine.plic_base, (size_t)machine.plic_size);
	if (base)
		*reg(THRESHOLD(machine.plic_contexts[0])) = 0;
}

unsigned plic_claim(void)
{
	return base ? *reg(CLAIM(machine.plic_contexts[0])) : 0;
}

void plic_complete(unsigned line)
{
	*reg(CLAIM(machine.plic_contexts[0])) = line;
}

int arch_irq_unmask(unsigned line)
{
	volatile uint32_t *word;

	if (!base || line == 0 || line >= LINES)
		return -EINVAL;
	word = reg(ENABLE(machine.plic_contexts[0]) + line / 32 * 4);
	*reg(PRIORITY(line)) = 1;
	*word |= 1u << line % 32;
	return 0;
}
