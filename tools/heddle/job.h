/* SPDX-License-Identifier: MIT */
/*
 * Shared by the commands that run a program: the options about the program and the machine, and the
 * ramdisk made of them.
 */
#pragma once
#include "machine.h"
#include "needs.h"
#include "util.h"
#include <argp.h>

struct job {
	/* Options. */
	const char *arch, *sysroot;
	unsigned cpus, memory_mib; /* memory_mib 0: enough for the ramdisk */
	char **files;              /* HOST[:GUEST] */
	size_t file_count;
	char **settings; /* NAME=VALUE, or NAME to pass on the value in this environment */
	size_t setting_count;
	char **program; /* the program and its arguments; ends with NULL */

	/* Made by job_collect(). */
	char *path; /* the program, as the guest executes it */
	struct needs needs;
	struct ramdisk *disk;
};

/* The options, for argp's children; the input is a struct job, all zero. */
extern const struct argp job_argp;

/* Put the program and the files into a ramdisk. Ends the command when something is missing. */
void job_collect(struct job *job);

/* Add a word to a job (user/protocol.h). The format begins with the key. */
void job_add_word(struct text *words, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Begin a job: the protocol's version, and the settings that every first process needs. */
void job_begin(const struct job *job, struct text *words);

/* Put a complete job into the ramdisk; it replaces an earlier one. */
void job_set(struct job *job, const struct text *words);

/* Make the machine's file `init` the first process. */
void job_add_init(struct job *job, const char *init);

/* Write the ramdisk in its present state into a file in memory, and fill in the options of a
 * machine that boots from it. May be called several times. */
void job_make_machine(struct job *job, struct machine_options *options);
void job_free(struct job *job);
