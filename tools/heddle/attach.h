/* SPDX-License-Identifier: MIT */
/*
 * Carrying a program's standard streams between this process and the machine that the program runs
 * in (user/protocol.h), until it ends.
 */
#pragma once
#include "machine.h"
#include <stdbool.h>

/* How the streams are connected; found out before the machine is made, which is told. */
struct streams {
	char kinds[4]; /* of the channel's "streams=" */
	bool terminal; /* input and output are the user's terminal */
};

void streams_examine(struct streams *streams);

/* From now on signals that end this process end the machine as well. */
void attach_catch_signals(struct machine *machine);

/*
 * Carry until the program ends, and end the machine: the status for exit(), the program's own or
 * 128 + its signal. When the machine ends otherwise, what it said goes to standard error, and the
 * status is EXIT_RUN_FAILED.
 */
int attach(struct machine *machine, const struct streams *streams, const char *program);
