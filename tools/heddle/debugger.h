/* SPDX-License-Identifier: MIT */
/*
 * GDB on a machine that replays a schedule: the socket between the two, the description of the
 * schedule for GDB's side (scripts/gdb/replay.py), and GDB itself.
 */
#pragma once
#include "explorer.h"
#include <stdbool.h>
#include <sys/types.h>

struct debugger {
	/* Set by the caller. */
	const char *commands; /* a file of GDB's commands; NULL: none */
	bool server;          /* the user starts GDB */
	bool single; /* the program makes no second thread: the whole run is the schedule */
	/* Made by debugger_open(): a folder and the files in it. */
	char *folder, *socket, *record, *session, *end, *shown;
	int listener;
	pid_t gdb;  /* 0: not running */
	int status; /* GDB's, as waitpid() returns it */
};

/* Make the socket, on which a machine can listen, and the names of the other files. Ends the
 * command when that fails. */
void debugger_open(struct debugger *debugger);

/* Start GDB, or print the command that starts it. The schedule has run once without GDB, recorded
 * in `record`; `switches` are the "switch" lines of that run. */
void debugger_start(struct debugger *debugger, struct explorer *explorer, const json_t *switches);

/* Has GDB ended, or has this command received a signal to end? */
bool debugger_has_ended(struct debugger *debugger);

/* Notify GDB's side, which waits for this, that the report of the schedule has been printed. */
void debugger_has_report(const struct debugger *debugger);

/* The number of "output" lines that GDB's side has shown. */
size_t debugger_shown(const struct debugger *debugger);

/* After the machine has ended: wait for GDB and clean up. False: GDB could not be started. */
bool debugger_close(struct debugger *debugger);
