/* SPDX-License-Identifier: MIT */
/*
 * What the threads of a deadlock wait for.
 */
#pragma once
#include <lib/base.h>

/* A deadlock, all of whose threads are still there: record who waits for what, held by whom. Thread
 * context. */
void session_note_stuck(void);
