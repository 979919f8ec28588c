/* SPDX-License-Identifier: MIT */
/*
 * The user's terminal: raw while the machine's own terminal does the line editing, put back
 * whatever way the command ends.
 */
#pragma once
#include <stdbool.h>

/* Make it raw; it is put back at exit. */
void terminal_make_raw(int fd);

/* Put it back now. Safe in signal handlers. */
void terminal_restore(void);

/* Rows and columns; 24 and 80 when it does not say. */
void terminal_size(int fd, unsigned *rows, unsigned *columns);
