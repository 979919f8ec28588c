/* SPDX-License-Identifier: MIT */
/*
 * The local APIC in xAPIC mode (Intel SDM 3A, chapter 10).
 */
#include <arch/cpu.h>
#include <arch/io.h>
#include <asm/msr.h>
#include <asm/platform.h>

#define REG_ID            0x20
#define REG_TPR           0x80
#define REG_EOI           0xb0
#define REG_SPURIOUS      0xf0
#define REG_ICR_LOW       0x300
#define REG_ICR_HIGH      0x310
#define REG_LVT_TIMER     0x320
#define REG_LVT_LINT0     0x350
#define REG_LVT_LINT1     0x360
#define REG_LVT_ERROR     0x370
#define REG_TIMER_INITIAL 0x380
#define REG_TIMER_CURRENT 0x390
#define REG_TIMER_DIVIDE  0x3e0

#define SPURIOUS_ENABLE 0x100
#define ICR_PENDING     0x1000
#define LVT_NMI         0x400
#define LVT_EXTINT      0x700
#define LVT_MASKED      0x10000
#define DIVIDE_BY_1     0xb

static uintptr_t base;

static inline uint32_t reg_read(unsigned reg)
{
	return *(volatile uint32_t *)(base + reg);
}

static inline void reg_write(unsigned reg, uint32_t value)
{
	*(volatile uint32_t *)(base + reg) = value;
}

bool lapic_present(void)
{
	return base != 0;
}

void lapic_map(paddr_t address)
{
	base = io_map(address, 4096);
}

void lapic_init_cpu(void)
{
	bool boots = msr_read(MSR_APIC_BASE) & APIC_BASE_BOOT_CPU;

	reg_write(REG_TPR, 0);
	reg_write(REG_LVT_LINT0, LVT_MASKED);
	reg_write(REG_LVT_LINT1, boots ? LVT_NMI : LVT_MASKED); /* one CPU reports NMIs */
	reg_write(REG_LVT_ERROR, LVT_MASKED);
	reg_write(REG_TIMER_DIVIDE, DIVIDE_BY_1);
	reg_write(REG_LVT_TIMER, VECTOR_TIMER); /* one-shot */
	reg_write(REG_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
}

/* Virtual wire mode (Intel MultiProcessor Specification 1.4, 3.6.2.2). */
void lapic_pass_pic(void)
{
	reg_write(REG_LVT_LINT0, LVT_EXTINT);
}

uint32_t lapic_id(void)
{
	return reg_read(REG_ID) >> 24;
}

void lapic_eoi(void)
{
	reg_write(REG_EOI, 0);
}

/* Interrupts off: an interrupt handler must not send between the writes of the register's two
 * halves. */
void lapic_send(uint32_t destination, uint32_t command)
{
	unsigned long flags = arch_irq_save();

	while (reg_read(REG_ICR_LOW) & ICR_PENDING)
		arch_cpu_relax();
	reg_write(REG_ICR_HIGH, destination << 24);
	reg_write(REG_ICR_LOW, command);
	arch_irq_restore(flags);
}

void lapic_timer_set(uint32_t count)
{
	reg_write(REG_TIMER_INITIAL, count);
}

uint32_t lapic_timer_count(void)
{
	return reg_read(REG_TIMER_CURRENT);
}
