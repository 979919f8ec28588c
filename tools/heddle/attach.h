/* SPDX-License-Identifier: MIT */
/*
 * Carrying a program's standard streams between this process and the machine that the program runs
 * in (user/protocol.h), until the program ends.
 */
#pragma once
#include "machine.h"
#include <stdbool.h>

/* How the standard streams are connected here; part of the job (JOB_STREAMS). */
struct streams {
	char kinds[4]; /* the value of JOB_STREAMS */
	bool terminal; /* input and output are the user's terminal */
};

void streams_examine(struct streams *streams);

/* From now on, signals that end this process end the machine first. */
void attach_catch_signals(struct machine *machine);

/*
 * Carry until the program ends, then end the machine. Returns the status for exit(): the program's
 * own, or 128 + the signal that ended it. If the machine ends before the program, its text goes to
 * standard error and the status is EXIT_RUN_FAILED.
 */
int attach(struct machine *machine, const struct streams *streams, const char *program);
