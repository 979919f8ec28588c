/* SPDX-License-Identifier: MIT */
/*
 * The user's terminal. It is in raw mode while the guest's terminal edits lines, and is restored
 * however the command ends.
 */
#pragma once
#include <stdbool.h>

/* Put the terminal into raw mode. It is restored at exit. */
void terminal_make_raw(int fd);

/* Restore the terminal now. Safe in signal handlers. */
void terminal_restore(void);

/* The terminal's size; 24 rows and 80 columns if it is not known. */
void terminal_size(int fd, unsigned *rows, unsigned *columns);
