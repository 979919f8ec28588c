/* SPDX-License-Identifier: MIT */
/*
 * How often each thread uses each word, counted in runs before the first seed. Pure, like the
 * schedule. One user, so no locks.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

#define USES_MAX 8192 /* slots of the table; a power of two */

/* Uses of one word by one thread. */
struct use {
	uintptr_t word; /* 0: the slot is free */
	uint32_t thread, count;
};

/* A hash table of words. Starts all zero. */
struct uses {
	uint32_t runs; /* counted in it */
	uint32_t filled;
	struct use use[USES_MAX];
	uint32_t rest[SCHEDULE_THREADS_MAX]; /* each thread's uses that found no slot */
};

/* Count a use of `word`, which is not 0. */
void uses_add(struct uses *uses, uint32_t thread, uintptr_t word);

/* A run has ended: put the average uses of a run, rounded up, into the profile, by the words that
 * several threads use. The most used words are listed. The uses of all others are added up in one
 * more entry, which has the word 0. */
void uses_rank(struct uses *uses, struct schedule_profile *profile);
