/* SPDX-License-Identifier: MIT */
/*
 * One schedule: which thread of an explored program runs after each event. Pure: it knows threads
 * by number only (0 is the first, the others in the order of their creation), and is the same
 * function of (policy, seed, profile, what the threads do) on every machine.
 *
 * Each thread stands before its next operation or runs. At an event the running thread comes to its
 * next operation and schedule_choose() says who goes on. A choice that differs from the default one
 * (the same thread goes on while it can, then the next by number) is recorded: the records alone,
 * under the policy `replay`, make the same schedule again. No locking: one user.
 */
#pragma once
#include <lib/base.h>
#include <lib/random.h>
#include <uapi/explore.h>

#define SCHEDULE_THREADS_MAX 256
#define SCHEDULE_NOBODY      SCHEDULE_THREADS_MAX

/* What a thread is about to do at an event. */
enum operation_kind {
	OPERATION_START, /* its first step */
	/* A system call that others may notice; `word` is the futex's, if it is one. */
	OPERATION_SYNC,
	OPERATION_ACCESS, /* an access to a word that others use */
	OPERATION_STEP,   /* any instruction */
	OPERATION_YIELD,  /* lets others go first */
	OPERATION_BLOCK,  /* cannot go on */
	OPERATION_END,    /* has ended */
};

struct operation {
	enum operation_kind kind;
	bool write;
	uintptr_t word; /* 0: none */
};

/* A choice that was not the default one (struct explore_choice). */
struct choice {
	uint32_t event; /* the number of the event, from 1 */
	uint32_t thread;
	uint32_t from, own; /* who was at the event; its number among that thread's */
};

/* What earlier runs of the same program have shown: what seeds do not depend on. */
struct schedule_profile {
	uint32_t open_events; /* at most in a run, at least 1 */
	uint32_t threads;
	bool has_accesses;
	uint32_t operations[SCHEDULE_THREADS_MAX]; /* of each thread: accesses, or else events */
	uint16_t parent[SCHEDULE_THREADS_MAX];
};

struct policy_spec {
	const struct schedule_policy *policy;
	uint32_t parameter; /* slice:N, pct:D */
};

struct schedule_thread {
	bool enabled;      /* could run */
	uint64_t priority; /* pct, pos: the highest runs */
	struct operation next;
	uint32_t events, accesses;
	uint32_t given_at; /* replay: behind its last choice that was used */
	uint32_t left;     /* surw: operations that the profile lets expect */
	uint16_t parent;
};

struct schedule {
	struct policy_spec spec;
	const struct schedule_profile *profile;
	struct prng random;
	uint32_t threads, enabled;
	uint32_t running;
	uint32_t events;
	uint32_t open_events; /* of them: the thread could go on, and so could another */
	uint64_t hash;
	struct schedule_thread thread[SCHEDULE_THREADS_MAX];

	/* Times in a row that the same thread has accessed the same word: does it spin? */
	uint32_t alike;
	uint32_t slice_start;               /* slice: the event at which the running thread began */
	uint32_t change[EXPLORE_DEPTH_MAX]; /* pct: events at which the running thread falls back */
	uint64_t lowest;                    /* pct: below all change points, for who yields */
	uint32_t intended;                  /* surw: who comes to its interesting operation next */

	const struct choice *given; /* replay; in the order of each thread's events */
	uint32_t given_count;
	struct choice *made; /* as many as fit; made_count counts on */
	uint32_t made_room, made_count;
};

struct schedule_policy {
	const char *name;
	uint32_t parameter_max; /* 0: takes none */
	void (*begin)(struct schedule *s);
	void (*add)(struct schedule *s, uint32_t thread); /* may be NULL */
	/* The next event, above s->events, that must not be passed over, where any step is one;
	 * NULL: none is. */
	uint32_t (*stop)(const struct schedule *s);
	/* Who runs now that `current` has come to thread[current].next; somebody enabled. */
	uint32_t (*choose)(struct schedule *s, uint32_t current);
};

/* "pct:3" and the like. 0 or -EINVAL. */
int policy_parse(struct policy_spec *spec, const char *text);

/* Say in `why` (at most `size` bytes) what is wrong with a policy that policy_parse() refuses. */
void policy_explain(const char *text, char *why, size_t size);

/* Start a schedule with thread 0, which runs. s->given, given_count, made and made_room are set by
 * the caller and kept. */
void schedule_begin(struct schedule *s, const struct policy_spec *spec,
	const struct schedule_profile *profile, uint64_t seed);

/* Add an enabled thread made by `parent`. Its number; SCHEDULE_NOBODY: there are too many. */
uint32_t schedule_add(struct schedule *s, uint32_t parent);

/* `thread` can run again, or no longer. */
void schedule_enable(struct schedule *s, uint32_t thread, bool enabled);

/* An event: `current` is about to do `next`. Who runs: `current` or another, SCHEDULE_NOBODY when
 * nobody is enabled. */
uint32_t schedule_choose(struct schedule *s, uint32_t current, const struct operation *next);

/* Where any step is an event and most are passed over: `current` has come to event `event`, from 1,
 * which is about to be chosen at. */
void schedule_reach(struct schedule *s, uint32_t current, uint64_t event);

/* And the next one to choose at; SCHEDULE_NEVER: none. */
#define SCHEDULE_NEVER UINT32_MAX
uint32_t schedule_stop(const struct schedule *s);

bool schedule_is_access(const struct operation *operation);

/* Is `current` at an event where another thread could go on as well as it? */
bool schedule_is_open(const struct schedule *s, uint32_t current);

/* Stir something that must be the same in a repetition into the hash. */
void schedule_note(struct schedule *s, uint64_t value);

/* The next enabled thread by number after `from`, round the end; `from` itself if there is no
 * other. */
uint32_t schedule_next_enabled(const struct schedule *s, uint32_t from);

/* Who runs where nobody has a plan: `current` while it can and does not yield, else the next. */
uint32_t schedule_default(const struct schedule *s, uint32_t current);

/* Any enabled thread but `except`, each alike; `except` if there is no other. */
uint32_t schedule_any(struct schedule *s, uint32_t except);

extern const struct schedule_policy policy_surw; /* kernel/explore/schedule/surw.c */
