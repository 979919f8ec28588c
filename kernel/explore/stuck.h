/* SPDX-License-Identifier: MIT */
/*
 * What the threads of a deadlock wait for.
 */
#pragma once
#include <lib/base.h>

/* Record a deadlock, whose threads all still exist: what each waits for, and which thread holds it.
 * Thread context. */
void session_note_stuck(void);
