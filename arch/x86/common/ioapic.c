/* SPDX-License-Identifier: MIT */
/*
 * The I/O APIC (Intel 82093AA data sheet, 3.0): redirection entries to the boot CPU.
 */
#include <arch/io.h>
#include <asm/platform.h>
#include <uapi/errno.h>

#define REG_VERSION     1
#define REG_REDIRECT(n) (0x10 + 2 * (n))

#define REDIRECT_LOW    (1u << 13)
#define REDIRECT_LEVEL  (1u << 15)
#define REDIRECT_MASKED (1u << 16)

static volatile uint32_t *select, *window;
static uint32_t first_gsi, inputs;

static void reg_write(uint32_t reg, uint32_t value)
{
	*select = reg;
	*window = value;
}

void ioapic_map(paddr_t base, uint32_t gsi_base)
{
	uintptr_t va = io_map(base, 4096);

	if (!va)
		return;
	select = (volatile uint32_t *)va;
	window = (volatile uint32_t *)(va + 0x10);
	first_gsi = gsi_base;
	*select = REG_VERSION;
	inputs = (*window >> 16 & 0xff) + 1;
	for (uint32_t n = 0; n < inputs; n++)
		reg_write(REG_REDIRECT(n), REDIRECT_MASKED);
}

bool ioapic_present(void)
{
	return select;
}

int ioapic_route(uint32_t gsi, unsigned vector, bool level, bool low)
{
	uint32_t n = gsi - first_gsi;

	if (!select || gsi < first_gsi || n >= inputs)
		return -EINVAL;
	reg_write(REG_REDIRECT(n) + 1, lapic_id() << 24);
	reg_write(REG_REDIRECT(n),
		vector | (level ? REDIRECT_LEVEL : 0) | (low ? REDIRECT_LOW : 0));
	return 0;
}
