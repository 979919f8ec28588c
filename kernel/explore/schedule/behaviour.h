/* SPDX-License-Identifier: MIT */
/*
 * The behaviour of a schedule: a hash of its partial order, that is, of which operation on a word
 * follows which. Schedules that differ only in the order of operations that do not conflict have
 * the same behaviour. Two operations conflict if they use the same word and one of them may write.
 * A call is part of the behaviour with its result; a call that names a word, such as a lock, counts
 * as a write. Polling counts once: reads in a row by one thread that find no write in between.
 * Pure. One user, so no locks.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

#define BEHAVIOUR_WORDS \
	4096 /* slots; a power of two. If there are more words, some count as one. */

struct behaviour_word {
	uintptr_t word;
	uint32_t run;   /* the slot is free unless this is the present run's number */
	uint64_t write; /* the last operation that may have written */
	uint64_t reads; /* the sum of all since then */
};

struct behaviour_thread {
	uint64_t last; /* its operations so far */
	uintptr_t polled;
	uint64_t seen; /* the write that its last operation, a read of `polled`, has seen */
};

/* Starts all zero. */
struct behaviour {
	uint32_t run, filled;
	struct behaviour_thread thread[SCHEDULE_THREADS_MAX];
	struct behaviour_word word[BEHAVIOUR_WORDS];
};

/* A run starts. */
void behaviour_begin(struct behaviour *b);

/* A thread is created. */
void behaviour_add(struct behaviour *b, uint32_t thread, uint32_t parent);

/* `thread` does the operation. */
void behaviour_do(struct behaviour *b, uint32_t thread, const struct operation *operation);

/* `thread` has received `value`, the result of a call. */
void behaviour_note(struct behaviour *b, uint32_t thread, uint64_t value);

/* The hash of all that `threads` threads have done, and of `end`. Never 0. */
uint64_t behaviour_hash(const struct behaviour *b, uint32_t threads, uint64_t end);
