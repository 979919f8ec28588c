/* SPDX-License-Identifier: MIT */
/*
 * What every command that runs a program shares: the options about program and machine, and making
 * the ramdisk of them.
 */
#pragma once
#include "machine.h"
#include "needs.h"
#include "util.h"
#include <argp.h>

struct job {
	/* Options. */
	const char *arch, *sysroot;
	unsigned cpus, memory_mib; /* memory_mib 0: as much as the ramdisk asks for */
	char **files;              /* HOST[:GUEST] */
	size_t file_count;
	char **settings; /* NAME=VALUE, or NAME for our own value */
	size_t setting_count;
	char **program; /* its words; NULL at the end */

	/* Made by job_collect(). */
	char *path; /* of the program, for the guest's execve() */
	struct needs needs;
	struct ramdisk *disk;
};

/* The options, for argp's children; the input is a struct job, all zero. */
extern const struct argp job_argp;

/* Put the program and the files into a ramdisk. Ends the command when something is missing. */
void job_collect(struct job *job);

/* Add a word to a job for the first process (user/protocol.h); it has its key in it. */
void job_add_word(struct text *words, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Begin a job: the protocol's version, and the settings that every first process needs. */
void job_begin(const struct job *job, struct text *words);

/* Put a whole job into the ramdisk, in place of one that was there. */
void job_set(struct job *job, const struct text *words);

/* Put the file `init` in as the first process. */
void job_add_init(struct job *job, const char *init);

/* Write the ramdisk as it is now into a file in memory, and fill in `options` for a machine with
 * it. Can be done several times. */
void job_make_machine(struct job *job, struct machine_options *options);
void job_free(struct job *job);
