/* SPDX-License-Identifier: MIT */
/*
 * The store buffer of one thread: stores that it has done, and that other threads do not see yet.
 * While the thread runs, its stores are laid over memory, so that it sees them itself; while
 * another one runs, they are lifted off again. Pure: memory is a function.
 */
#pragma once
#include <lib/base.h>

#define STORES_MAX       64 /* of one buffer */
#define STORES_EVENT_MAX 8  /* of them to words that other threads use */
#define STORE_SIZE_MAX   16 /* bytes */

struct store {
	uintptr_t address;
	uint8_t size;
	bool event; /* to a word that other threads use, by the profile */
	uint8_t value[STORE_SIZE_MAX];
	uint8_t under[STORE_SIZE_MAX]; /* memory without it, while it is laid */
};

struct store_buffer {
	uint32_t count;
	struct store store[STORES_MAX]; /* in the order of the program */
};

/* Copy `size` bytes between `bytes` and memory at `address`. */
typedef void store_memory(void *context, uintptr_t address, void *bytes, size_t size, bool write);

/* Add a store that the running thread has just done: `under` is what was in memory before. If there
 * are too many, the first ones are no longer held: they are in memory. */
void stores_add(struct store_buffer *b, const struct store *store);

/* Does a store in the buffer overlap these bytes? */
bool stores_overlap(const struct store_buffer *b, uintptr_t address, size_t size);

/* The thread runs next: lay its stores over memory. It stops: lift them off. */
void stores_lay(struct store_buffer *b, store_memory *memory, void *context);
void stores_lift(struct store_buffer *b, store_memory *memory, void *context);

/* How many stores could reach memory next. In order (`weak` false), that is the first event's;
 * otherwise any event's that no earlier store overlaps. */
uint32_t stores_candidates(const struct store_buffer *b, bool weak);

/* The `nth` candidate, from 0. */
const struct store *stores_candidate(const struct store_buffer *b, bool weak, uint32_t nth);

/* Let the `nth` candidate reach memory, with all before it unless `weak`. The buffer is lifted. */
void stores_drain(struct store_buffer *b, bool weak, uint32_t nth, store_memory *memory,
	void *context);
