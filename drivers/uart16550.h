/* SPDX-License-Identifier: MIT */
/*
 * The serial port: National Semiconductor 16550 and compatible.
 */
#pragma once
#include <arch/boot.h>

/* Make the serial port the console: 115200 8N1, FIFO on, polled output. Does nothing if there is
 * none. Boot CPU, after arch_mmu_init(). */
void uart16550_init(const struct boot_uart *uart);

/* Receive input by interrupt: `receive` gets each byte, with interrupts off. Boot CPU, after
 * interrupt handlers can be set. */
void uart16550_start_input(const struct boot_uart *uart, void (*receive)(char c));
