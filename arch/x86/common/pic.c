/* SPDX-License-Identifier: MIT */
/*
 * The two 8259A interrupt controllers (Intel 8259A data sheet), all masked where there is an I/O
 * APIC; and counter 0 of the 8254 timer (Intel 8254 data sheet).
 */
#include <arch/io.h>
#include <asm/platform.h>

#define PIC1_COMMAND 0x20
#define PIC1_DATA    0x21
#define PIC2_COMMAND 0xa0
#define PIC2_DATA    0xa1
#define PIC_EOI      0x20
#define PIC_READ_ISR 0x0b
#define PIC_CASCADE  2

#define PIT_COUNTER0 0x40
#define PIT_COMMAND  0x43
#define PIT_LATCH0   0x00
#define PIT_MODE0    0x30 /* counter 0, low then high byte, interrupt on terminal count */
#define PIT_MODE2    0x34 /* the same, rate generator */

static uint16_t mask = 0xffff & ~(1u << PIC_CASCADE);

static void write_mask(void)
{
	port_out8(PIC1_DATA, (uint8_t)mask);
	port_out8(PIC2_DATA, (uint8_t)(mask >> 8));
}

void pic_init(void)
{
	port_out8(PIC1_COMMAND, 0x11); /* edge, cascade, four words */
	port_out8(PIC2_COMMAND, 0x11);
	port_out8(PIC1_DATA, VECTOR_PIC);
	port_out8(PIC2_DATA, VECTOR_PIC + 8);
	port_out8(PIC1_DATA, 1u << PIC_CASCADE);
	port_out8(PIC2_DATA, PIC_CASCADE);
	port_out8(PIC1_DATA, 1); /* 8086 mode */
	port_out8(PIC2_DATA, 1);
	write_mask();
}

void pic_unmask(unsigned line)
{
	mask &= (uint16_t) ~(1u << line);
	write_mask();
}

/* Lines 7 and 15 also report an interrupt that was withdrawn: then none is in service. */
bool pic_is_spurious(unsigned line)
{
	uint16_t command = line < 8 ? PIC1_COMMAND : PIC2_COMMAND;

	if (line % 8 != 7)
		return false;
	port_out8(command, PIC_READ_ISR);
	return !(port_in8(command) & 0x80);
}

void pic_eoi(unsigned line)
{
	if (line >= 8)
		port_out8(PIC2_COMMAND, PIC_EOI);
	port_out8(PIC1_COMMAND, PIC_EOI);
}

static void pit_load(uint8_t mode, uint16_t count)
{
	port_out8(PIT_COMMAND, mode);
	port_out8(PIT_COUNTER0, (uint8_t)count);
	port_out8(PIT_COUNTER0, (uint8_t)(count >> 8));
}

void pit_run(void)
{
	pit_load(PIT_MODE2, 0); /* 65536 */
}

uint16_t pit_count(void)
{
	uint8_t low;

	port_out8(PIT_COMMAND, PIT_LATCH0);
	low = port_in8(PIT_COUNTER0);
	return (uint16_t)(low | port_in8(PIT_COUNTER0) << 8);
}

void pit_oneshot(uint16_t count)
{
	pit_load(PIT_MODE0, count);
}
