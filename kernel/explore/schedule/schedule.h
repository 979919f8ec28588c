/* SPDX-License-Identifier: MIT */
/*
 * A schedule: which thread of an explored program runs after each event. It is pure: it knows
 * threads by number only (0 is the first, the others in the order of their creation), and depends
 * only on the policy, the seed, the profile and the threads' operations.
 *
 * Each thread is either running or about to do its next operation. An event is when the running
 * thread reaches its next operation; schedule_choose() then chooses the thread that runs next. By
 * default that is the same thread while it can run, then the next by number. A choice that differs
 * from the default is recorded; the policy `replay` reproduces the schedule from the records alone.
 * One user, so no locks.
 */
#pragma once
#include <lib/base.h>
#include <lib/random.h>
#include <uapi/explore.h>

#define SCHEDULE_THREADS_MAX 256
#define SCHEDULE_NOBODY      SCHEDULE_THREADS_MAX

/* A thread is spinning after this many accesses to one word in a row, with no other one running. */
#define SPIN_EVENTS 24

/* The operation that a thread is about to do at an event. */
enum operation_kind {
	OPERATION_START, /* its first step */
	/* A system call that other threads may notice; `word` is the futex, if it is a futex
	 * call. */
	OPERATION_SYNC,
	OPERATION_ACCESS, /* an access to a word that other threads use */
	OPERATION_STEP,   /* any instruction */
	OPERATION_YIELD,  /* lets other threads run first */
	OPERATION_BLOCK,  /* cannot continue */
	OPERATION_SLEEP,  /* cannot continue until a time: other threads run first */
	OPERATION_END,    /* has ended */
};

/* What an operation may use or change. */
enum touch_kind {
	/* The program's memory, at an address in any process: one that maps a file may have it
	 * elsewhere. `id` is 0. */
	TOUCH_MEMORY,
	TOUCH_FILE,        /* the inode `id`: TOUCH_POSITION, TOUCH_CONTENTS; a pipe: all of it */
	TOUCH_DESCRIPTORS, /* of the process `id`: numbers from `start` on, or TOUCH_FREE */
	TOUCH_NAMES,       /* names of files, and what stat(2) tells beside the size */
	TOUCH_SOCKETS,     /* all local sockets, since any may be connected to any */
	TOUCH_THREADS,     /* which threads and processes there are */
	TOUCH_PROCESS,     /* of the process `id`: directory, ids, limits, mappings, handlers */
};

#define TOUCH_ANY      UINT64_MAX          /* an `id`: any of its kind */
#define TOUCH_ALL      UINT64_MAX          /* a size */
#define TOUCH_POSITION ((uint64_t)0)       /* of a file: of its open files */
#define TOUCH_CONTENTS ((uint64_t)1)       /* of a file: its bytes and its size */
#define TOUCH_LOCKS    ((uint64_t)2)       /* of a file: record locks */
#define TOUCH_FREE     ((uint64_t)1 << 32) /* of descriptors: which numbers are free */

/* `size` bytes, or places, from `start` on of an object. */
struct touch {
	enum touch_kind kind;
	bool write;
	uint64_t id, start, size;
};

#define TOUCHES_MAX 6

/*
 * `word`, if it is not 0, is memory that the operation touches: `size` bytes, which it changes if
 * `write` is set. The size 0 says that the address is a guess, so any memory may be meant. The rest
 * of what it touches is in `touch`. An access or a call without both may touch anything.
 */
struct operation {
	enum operation_kind kind;
	bool write;
	/* Whether it happens depends on what other threads have done, as of a call that waits for a
	 * lock. Such an event is not counted among the thread's own. */
	bool varies;
	uint8_t touches; /* in touch[] */
	uint32_t size;
	uintptr_t word;
	struct touch touch[TOUCHES_MAX];
};

/* A choice that differs from the default (struct explore_choice). */
struct choice {
	uint32_t event;     /* the number of the event, from 1 */
	uint32_t kind;      /* enum explore_choice_kind */
	uint32_t value;     /* of a switch: the thread that was chosen */
	uint32_t from, own; /* the thread at the event; the event's number among its own */
	/* Of a switch: the events since that one that are not among its own; 0: none. Of another
	 * kind: the number among that thread's choices of that kind before its next own event. */
	uint32_t order;
};

#define SCHEDULE_WORDS_MAX 64

/* A word that several threads use, and how often. */
struct schedule_word {
	uintptr_t word;
	uint32_t uses;
	uint32_t count[SCHEDULE_THREADS_MAX]; /* of each thread; their sum is `uses` */
};

/* Figures from earlier runs of the same program. They are the same for all seeds. */
struct schedule_profile {
	uint32_t open_events; /* the most in any run, at least 1 */
	uint32_t threads;
	bool has_accesses;
	uint32_t operations[SCHEDULE_THREADS_MAX]; /* of each thread: accesses, or else events */
	uint16_t parent[SCHEDULE_THREADS_MAX];
	uint32_t words;
	struct schedule_word word[SCHEDULE_WORDS_MAX + 1]; /* the last: all words not listed */
};

struct schedule_policy;
struct all;
struct behaviour;
struct uses;

/* A policy and its number, as policy_parse() reads them. */
struct policy_spec {
	const struct schedule_policy *policy;
	uint32_t parameter; /* slice:N, pct:D */
};

struct schedule_thread {
	bool enabled;      /* could run */
	bool timed;        /* waits, and the clock may jump to its deadline */
	uint32_t late;     /* if so: from this event on, it does; 0: it does not */
	uint64_t priority; /* pct, pos: the highest runs */
	struct operation next;
	struct operation announced;           /* the same, whatever the schedule makes of it */
	bool pending;                         /* it has not been done */
	uint32_t events;                      /* its own events */
	uint32_t varied;                      /* others since the last of these */
	uint32_t reached, accesses;           /* all events, and accesses among them */
	uint32_t given_at;                    /* replay: where to search for its next choice */
	uint32_t picks[EXPLORE_CHOICE_KINDS]; /* made since its event number picks_event */
	uint32_t picks_event;
	uint32_t alike; /* accesses in a row to the same word, others may run in between */
	uint32_t left;  /* surw: interesting operations to expect, by the profile */
	uint16_t parent;
};

struct schedule {
	struct policy_spec spec;
	const struct schedule_profile *profile;
	uint64_t seed;
	struct prng random, late_random, pick_random;
	uint32_t threads, enabled;
	uint32_t running;
	uint32_t last; /* the thread at the last event */
	uint32_t events;
	uint32_t open_events; /* events at which both the running thread and another could run */
	uint64_t hash;
	struct schedule_thread thread[SCHEDULE_THREADS_MAX];

	/* Accesses in a row by the same thread to the same word, to detect spinning. */
	uint32_t alike;
	uint32_t slice_start;               /* slice: the event at which the running thread began */
	uint32_t change[EXPLORE_DEPTH_MAX]; /* pct: events at which the running thread falls back */
	uint64_t lowest; /* pct, pos: the priority of the last yield, below all others */
	/* surw: */
	uint32_t target;   /* in the profile's list of words; SURW_ALL: all accesses count */
	uint32_t wanted;   /* the thread whose interesting operation is next */
	uint32_t intended; /* the same or, until it is created, its youngest ancestor */
	uint32_t waited;   /* events of `intended` since it was drawn */

	const struct choice *given; /* replay; in the order of each thread's events */
	uint32_t given_count;
	struct choice *made; /* those that fit; made_count counts all */
	uint32_t made_room, made_count;
	struct uses *uses;           /* count uses of words in it; NULL: do not count */
	struct all *all;             /* the search of the policy all, set by the caller */
	struct behaviour *behaviour; /* of this schedule; NULL: not wanted */
};

/* Start a schedule with thread 0, which runs. s->given, given_count, made, made_room, uses
 * and behaviour are set by the caller and kept. */
void schedule_begin(struct schedule *s, const struct policy_spec *spec,
	const struct schedule_profile *profile, uint64_t seed);

/* Add an enabled thread created by `parent`. Returns its number; SCHEDULE_NOBODY: too many. */
uint32_t schedule_add(struct schedule *s, uint32_t parent);

/* Set whether `thread` can run. */
void schedule_enable(struct schedule *s, uint32_t thread, bool enabled);

/* Set whether `thread`, which cannot run, may be chosen nevertheless: it waits with a deadline, to
 * which the clock may jump. */
void schedule_time(struct schedule *s, uint32_t thread, bool timed);

/* An event: `current` is about to do `next`. Returns the thread that runs now, which may be a timed
 * one, or SCHEDULE_NOBODY when none is enabled. */
uint32_t schedule_choose(struct schedule *s, uint32_t current, const struct operation *next);

/* No thread is enabled, so the clock advances. Returns the timed thread to whose deadline it jumps,
 * or SCHEDULE_NOBODY: to the earliest deadline, which is that of `first` (SCHEDULE_NOBODY: of no
 * thread). An event of the thread that was running last. */
uint32_t schedule_choose_late(struct schedule *s, uint32_t first);

/*
 * A pick: a decision other than which thread runs, at the present event of `thread` or before its
 * next one. Returns one of the `alternatives`, numbered from 0, the default. `chance`, of
 * SCHEDULE_CERTAIN: how often the policy takes another one, at random. Each value that is not the
 * default is recorded and becomes part of the hash. Picks are counted for each thread, event and
 * kind, so one more or less does not move others in a replay. Their random numbers are not those of
 * the switches.
 */
#define SCHEDULE_CERTAIN 65536
uint32_t schedule_pick(struct schedule *s, uint32_t thread, enum explore_choice_kind kind,
	uint32_t alternatives, uint32_t chance);

/* Where any step is an event: count the events that `current` has passed without a choice, since
 * schedule_choose() is about to be called for event `event` (the first is 1). */
void schedule_reach(struct schedule *s, uint32_t current, uint64_t event);

/* Where any step is an event: the next one to call schedule_choose() at; SCHEDULE_NEVER: none. */
#define SCHEDULE_NEVER UINT32_MAX
uint32_t schedule_stop(const struct schedule *s);

bool schedule_is_access(const struct operation *operation);

/* Might it matter which of the two operations, of different threads, is done first? False only if
 * it does not: they touch different objects, or neither changes what both touch. What depends on
 * time alone does not count. */
bool schedule_conflicts(const struct operation *a, const struct operation *b);

/* Add what `operation` touches to operation->touch. When there is no more room, it touches
 * anything from then on; or say so right away. */
void operation_touches(struct operation *operation, const struct touch *touch);
void operation_touches_anything(struct operation *operation);

/* Is it an access to a word, or a call that names one, such as a lock? */
bool schedule_uses_word(const struct operation *operation);

/* Could both `current` and another thread run at this event? */
bool schedule_is_open(const struct schedule *s, uint32_t current);

/* Add a value that must be the same in a repetition to the hash. */
void schedule_note(struct schedule *s, uint64_t value);

/* The next enabled thread by number after `from`, wrapping around; `from` if there is no other. */
uint32_t schedule_next_enabled(const struct schedule *s, uint32_t from);

/* The default choice: `current` while it can run and does not yield, otherwise the next enabled
 * thread. */
uint32_t schedule_default(const struct schedule *s, uint32_t current);

/* A random enabled thread other than `except`, all with equal probability; `except` if there is no
 * other. */
uint32_t schedule_any(struct schedule *s, uint32_t except);
