/* SPDX-License-Identifier: MIT */
/*
 * The debug console: what the keys on the serial line do. Ctrl-T prints the thread table;
 * all else is the console terminal's input.
 */
#pragma once

/* Start the console's thread. Boot, threads running. */
void debug_console_init(void);

/* A byte from the serial line. Interrupt context. */
void debug_console_receive(char c);
