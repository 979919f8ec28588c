/* SPDX-License-Identifier: MIT */
/*
 * The serial port: National Semiconductor 16550 and what is compatible with it.
 */
#pragma once
#include <arch/boot.h>

/* Make it the console: 115200 8N1, FIFO on, polled output. Nothing happens when there is none.
 * After arch_mmu_init(), boot CPU. */
void uart16550_init(const struct boot_uart *uart);

/* Take input by interrupt: `receive` gets each byte, interrupts off. Boot CPU, handlers ready. */
void uart16550_start_input(const struct boot_uart *uart, void (*receive)(char c));
