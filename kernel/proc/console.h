/* SPDX-License-Identifier: MIT */
/*
 * The debug console: what the keys on the serial line do. Ctrl-T prints the thread table;
 * every other byte is input of the console terminal.
 */
#pragma once

/* Start the console's thread. Boot, once the scheduler runs. */
void debug_console_init(void);

/* A byte from the serial line. Interrupt context. */
void debug_console_receive(char c);
