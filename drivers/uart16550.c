/* SPDX-License-Identifier: MIT */
/*
 * 16550 UART (National Semiconductor PC16550D data sheet, section 8). Output is polled, so that it
 * works in any context; input uses interrupts.
 */
#include <arch/cpu.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <drivers/uart16550.h>
#include <kernel/debug/printk.h>
#include <kernel/sched/irq.h>

enum reg {
	REG_DATA = 0,
	REG_IER = 1,
	REG_FCR = 2,
	REG_LCR = 3,
	REG_MCR = 4,
	REG_LSR = 5,
};

#define IER_RECEIVED     0x01
#define FCR_ON_CLEAR_14  0xc7 /* interrupt after 14 bytes, or after a timeout with fewer */
#define LCR_8N1          0x03
#define LCR_DLAB         0x80
#define MCR_DTR_RTS_OUT2 0x0b
#define LSR_RECEIVED     0x01
#define LSR_THR_FREE     0x20

static struct io_region io;
static unsigned shift;
static void (*receiver)(char c);

static uint8_t reg_read(enum reg reg)
{
	return arch_io_read8(&io, (size_t)reg << shift);
}

static void reg_write(enum reg reg, uint8_t value)
{
	arch_io_write8(&io, (size_t)reg << shift, value);
}

static void put(char c)
{
	while (!(reg_read(REG_LSR) & LSR_THR_FREE))
		arch_cpu_relax();
	reg_write(REG_DATA, (uint8_t)c);
}

static void uart_write(const char *text, size_t length)
{
	for (; length; length--, text++)
		put(*text);
}

void uart16550_init(const struct boot_uart *uart)
{
	if (!uart->present)
		return;
	shift = uart->reg_shift;
	io.port = uart->port;
	io.base = uart->port ? (uintptr_t)uart->base
			     : io_map(uart->base, (size_t)8 << uart->reg_shift);
	if (!io.base)
		return;
	reg_write(REG_IER, 0);
	reg_write(REG_LCR, LCR_DLAB);
	reg_write(REG_DATA, 1); /* divisor 1: 115200 */
	reg_write(REG_IER, 0);
	reg_write(REG_LCR, LCR_8N1);
	reg_write(REG_FCR, FCR_ON_CLEAR_14);
	reg_write(REG_MCR, MCR_DTR_RTS_OUT2);
	console_set(uart_write);
}

static void interrupt(unsigned irq)
{
	while (reg_read(REG_LSR) & LSR_RECEIVED)
		receiver((char)reg_read(REG_DATA));
}

void uart16550_start_input(const struct boot_uart *uart, void (*receive)(char c))
{
	if (!uart->present || !io.base)
		return;
	receiver = receive;
	if (irq_set_handler(IRQ_DEVICE + uart->irq, interrupt) || arch_irq_unmask(uart->irq)) {
		printk("uart: no interrupt %u, no input\n", uart->irq);
		return;
	}
	reg_write(REG_IER, IER_RECEIVED);
}
