/* SPDX-License-Identifier: MIT */
/*
 * GDB on a machine. The socket is in a folder that only its user can enter, so no other user
 * reaches the machine; no network port is used.
 */
#include "debugger.h"
#include "code_place.h"
#include "json_bytes.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define GDB "gdb-multiarch"

static volatile sig_atomic_t told_to_end;

static void note_signal(int signal)
{
	(void)signal;
	told_to_end = 1;
}

/* The debugger with files to remove at exit, also when the command ends with a message. */
static struct debugger *opened;

static void remove_files(void)
{
	const struct debugger *debugger = opened;

	if (!debugger)
		return;
	unlink(debugger->socket);
	unlink(debugger->record);
	unlink(debugger->session);
	unlink(debugger->end);
	unlink(debugger->shown);
	rmdir(debugger->folder);
	opened = NULL;
}

static void make_socket(struct debugger *debugger)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(debugger->socket) >= sizeof(address.sun_path))
		die("%s: the path is too long for a socket", debugger->socket);
	strcpy(address.sun_path, debugger->socket);
	debugger->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (debugger->listener < 0 ||
		bind(debugger->listener, (struct sockaddr *)&address, sizeof(address)) ||
		listen(debugger->listener, 1))
		die("%s: %s", debugger->socket, strerror(errno));
}

/* --- The description of the session, for GDB --- */

static void add_object(void *context, const char *path, uint64_t load)
{
	json_array_append_new(context, json_made(json_pack("{s:o, s:I}", "path", json_text(path),
					       "load", (json_int_t)load)));
}

static json_t *describe_switches(const json_t *switches, struct symbols *symbols)
{
	json_t *list = json_array();
	const json_t *line;
	size_t i;

	json_array_foreach(switches, i, line) {
		char *place = code_place_name(symbols, line);

		json_array_append_new(list,
			json_made(json_pack("{s:I, s:I, s:s, s:o}", "from",
				(json_int_t)line_number(line, "from"), "to",
				(json_int_t)line_number(line, "to"), "why", line_text(line, "why"),
				"place", json_text(place))));
		free(place);
	}
	return list;
}

static void describe(const struct debugger *debugger, struct explorer *explorer,
	const json_t *switches)
{
	char *kernel = machine_file(explorer->job.needs.arch, "heddle.elf");
	json_t *objects = json_array(), *session;

	symbols_each_map(explorer->symbols, add_object, objects);
	session = json_pack("{s:o, s:o, s:o, s:o, s:b, s:o, s:b, s:o, s:o}", "kernel",
		json_text(kernel), "socket", json_text(debugger->socket), "end",
		json_text(debugger->end), "shown", json_text(debugger->shown), "shows",
		!debugger->server, "program", json_text(explorer->program), "single",
		debugger->single, "objects", objects, "switches",
		describe_switches(switches, explorer->symbols));
	if (json_dump_file(json_made(session), debugger->session, JSON_COMPACT))
		die("%s: cannot be written", debugger->session);
	json_decref(session);
	free(kernel);
}

void debugger_open(struct debugger *debugger)
{
	const char *base = getenv("TMPDIR");

	debugger->folder = xasprintf("%s/heddle-XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(debugger->folder))
		die("%s: %s", debugger->folder, strerror(errno));
	debugger->socket = xasprintf("%s/gdb", debugger->folder);
	debugger->record = xasprintf("%s/record", debugger->folder);
	debugger->session = xasprintf("%s/session", debugger->folder);
	debugger->end = xasprintf("%s/end", debugger->folder);
	debugger->shown = xasprintf("%s/shown", debugger->folder);
	opened = debugger;
	atexit(remove_files);
	signal(SIGTERM, note_signal);
	signal(SIGHUP, note_signal);
	signal(SIGINT, note_signal);
	make_socket(debugger);
}

/* --- GDB --- */

static __attribute__((noreturn)) void become_gdb(const struct debugger *debugger,
	const char *program, char *source, char *attach)
{
	char *words[] = {(char *)program, "-q", "-ex", source, "-ex", attach, NULL, NULL, NULL};

	if (debugger->commands) {
		words[6] = "-x";
		words[7] = (char *)debugger->commands;
	}
	signal(SIGINT, SIG_DFL);
	execvp(program, words);
	if (errno == ENOENT)
		warn("%s: not found (Debian's package gdb-multiarch)", program);
	else
		warn("%s: %s", program, strerror(errno));
	_exit(EXIT_RUN_NOT_FOUND);
}

void debugger_start(struct debugger *debugger, struct explorer *explorer, const json_t *switches)
{
	const char *other = getenv("HEDDLE_GDB"), *program = other ? other : GDB;
	char *script = machine_script("gdb/replay.py");
	char *source = xasprintf("source %s", script);
	char *attach = xasprintf("heddle-attach %s", debugger->session);

	describe(debugger, explorer, switches);
	if (debugger->server) {
		fprintf(stderr, "%s -ex '%s' -ex '%s'\n", program, source, attach);
	} else {
		signal(SIGINT, SIG_IGN); /* Ctrl-C is for GDB */
		debugger->gdb = fork();
		if (debugger->gdb < 0)
			die("cannot create a process: %s", strerror(errno));
		if (debugger->gdb == 0)
			become_gdb(debugger, program, source, attach);
	}
	free(script);
	free(source);
	free(attach);
}

bool debugger_has_ended(struct debugger *debugger)
{
	if (debugger->gdb && waitpid(debugger->gdb, &debugger->status, WNOHANG) == debugger->gdb) {
		debugger->gdb = 0;
		return true;
	}
	return told_to_end;
}

void debugger_has_report(const struct debugger *debugger)
{
	FILE *end = fopen(debugger->end, "we");

	if (end)
		fclose(end);
}

size_t debugger_shown(const struct debugger *debugger)
{
	char *text = read_file(debugger->shown, NULL);
	size_t count = text ? strtoul(text, NULL, 10) : 0;

	free(text);
	return count;
}

bool debugger_close(struct debugger *debugger)
{
	if (debugger->gdb && told_to_end)
		kill(debugger->gdb, SIGTERM);
	while (debugger->gdb && waitpid(debugger->gdb, &debugger->status, 0) < 0 && errno == EINTR)
		;
	remove_files();
	close(debugger->listener);
	free(debugger->folder);
	free(debugger->socket);
	free(debugger->record);
	free(debugger->session);
	free(debugger->end);
	free(debugger->shown);
	return !WIFEXITED(debugger->status) || WEXITSTATUS(debugger->status) != EXIT_RUN_NOT_FOUND;
}
