/* SPDX-License-Identifier: MIT */
/*
 * Machines that run a program under many schedules (user/explore in the guest): the options about
 * schedules, the job of each machine, and its lines.
 */
#pragma once
#include "job.h"
#include "lines.h"
#include "search.h"
#include "symbols.h"
#include "tally.h"
#include <argp.h>

#define MACHINES_MAX 256

struct seed_range {
	uint64_t first, last;
};

struct explorer {
	struct job job;
	/* Options. */
	const char *policy, *events;
	uint64_t budget; /* user instructions of one schedule */
	const char *memory;
	uint64_t late_ms;
	unsigned processors;  /* that the program sees */
	uint32_t faults;      /* bits, by enum explore_fault */
	struct search search; /* of the policy all */
	/* Made by explorer_open(). */
	char *program; /* the file on this host */
	struct symbols *symbols;
	struct text common; /* words of every machine's job */
};

/* The options, for argp's children; the input is a struct explorer, all zero. */
extern const struct argp explorer_argp;

/* The file of the policy "replay:FILE"; NULL for another policy. */
const char *explorer_choices(const struct explorer *explorer);

/* Add the policy to a guest's job, with its choices if it is "replay:FILE". */
void explorer_add_policy(const struct explorer *explorer, struct text *job);

/* Add to `words`, part of a job, which code is the program's own, and which calls are events. Warns
 * of what does not fit. Ends the command when there are too many libraries. */
void explorer_describe_code(struct explorer *explorer, struct text *words);

/* Read seeds, a number or FIRST..LAST, as an option's value. End the command when it is wrong. */
struct seed_range parse_seeds(struct argp_state *state, const char *text);

/* Collect the program, ready to start machines. Ends the command when something is missing. */
void explorer_open(struct explorer *explorer);
void explorer_close(struct explorer *explorer);

/* The options and the program as typed on a command line, quoted for a shell; to be freed.
 * `settings`: the "policy" of a result, or "" for what the options say. */
char *explorer_words(const struct explorer *explorer, const char *settings);

/* One of several machines that run at a time. */
struct guest {
	struct text job; /* words beside those common to all; set by the caller */
	void *context;   /* the caller's, for take() */
	struct machine machine;
	struct lines lines;
	bool running, done; /* done: the machine has reported that, or has been stopped */
	bool has_greeted;   /* the first line was right */
	bool failed; /* the machine has ended early or reported an error, as a warning has said */
	struct tally tally;
	/* As in struct machine_options. A machine with a record is left to end by itself. */
	const char *record;
	int gdb;
};

/* Add a mode (MODE_EXPLORE ...) and a range of seeds to a guest's job; of the seeds, guest_share()
 * leaves it those of one share of several (user/cells.h). */
void guest_add_seeds(struct guest *guest, const char *mode, uint64_t first, uint64_t last);

void guest_share(struct guest *guest, uint64_t share, uint64_t shares);

/* Start a machine; end it at once, even if its job is not done. */
void guest_start(struct explorer *explorer, struct guest *guest);
void guest_stop(struct guest *guest);

/*
 * Run `count` guests until they are done. `take` receives the lines of each, in order; `tick`,
 * unless NULL, is called some times a second, and ends the run when it returns false. When a
 * machine reports an error or ends before it is done, a warning says so, the run ends, and the
 * result is false.
 */
bool guests_try(struct explorer *explorer, struct guest *guests, size_t count,
	void (*take)(struct guest *guest, const json_t *line), bool (*tick)(void *context),
	void *tick_context);

/* The same, but ends the command if one has failed. */
void guests_run(struct explorer *explorer, struct guest *guests, size_t count,
	void (*take)(struct guest *guest, const json_t *line), bool (*tick)(void *context),
	void *tick_context);

/* Have all guests reported all the schedules that they have run? Otherwise warns of it. */
bool guests_are_complete(const struct guest *guests, size_t count);
