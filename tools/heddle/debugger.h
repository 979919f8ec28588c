/* SPDX-License-Identifier: MIT */
/*
 * GDB on a machine that replays a schedule: the socket between the two, what GDB's side
 * (scripts/gdb/replay.py) is told of the schedule, and GDB itself.
 */
#pragma once
#include "explorer.h"
#include <stdbool.h>
#include <sys/types.h>

struct debugger {
	/* Set by the caller. */
	const char *commands; /* a file of GDB's commands; NULL: none */
	bool server;          /* somebody else starts GDB */
	bool single;          /* the program makes no second thread: all of it is the schedule */
	/* Made by debugger_open(): a folder and the files in it. */
	char *folder, *socket, *record, *session, *end, *shown;
	int listener;
	pid_t gdb;  /* 0: it does not run */
	int status; /* of its end, as waitpid() has it */
};

/* Make the socket, ready to be listened on by a machine, and the other files' names. Ends the
 * command when that fails. */
void debugger_open(struct debugger *debugger);

/* The schedule has run once without GDB, with `record`; its switches, lines of the machine. Start
 * GDB; or say how to. */
void debugger_start(struct debugger *debugger, struct explorer *explorer, const json_t *switches);

/* Is it over: has GDB ended, or was this command told to end? */
bool debugger_has_ended(struct debugger *debugger);

/* Everything has been said about how the schedule went: GDB's side waits for that. */
void debugger_has_report(const struct debugger *debugger);

/* How many of the program's outputs GDB's side has shown. */
size_t debugger_shown(const struct debugger *debugger);

/* The machine has ended: wait for GDB, and clean up. False: GDB could not be started. */
bool debugger_close(struct debugger *debugger);
