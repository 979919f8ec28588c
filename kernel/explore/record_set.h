/* SPDX-License-Identifier: MIT */
/*
 * Sets of records that grow as long as there is memory. The first bytes of a record are its key, of
 * which the first eight are never 0 together. One user, so no locks. Any context, except that a set
 * grows in thread context.
 */
#pragma once
#include <lib/base.h>

struct record_set {
	size_t record_size, key_size; /* bytes, multiples of 8 */
	size_t count;                 /* records in the set */
	size_t places;                /* 0 or a power of two */
	char **blocks;                /* of the places, RECORD_SET_BLOCK in each */
};

#define RECORD_SET_BLOCK 4096

/* An empty set, as an initialiser: of records of a type, whose key is its first `key` bytes. */
#define RECORD_SET(type, key)                                  \
	{                                                      \
		.record_size = sizeof(type), .key_size = (key) \
	}

/* The record with this key; NULL: there is none. */
void *record_set_find(const struct record_set *set, const void *key);

/* The same, but adds one whose other bytes are 0. NULL: there is no memory for it, or a quarter of
 * the machine's memory is all that is left. Records move. */
void *record_set_add(struct record_set *set, const void *key);

/* The record at place `i` of set->places; NULL: none is there. */
void *record_set_at(const struct record_set *set, size_t i);

/* Remove all records; the memory is kept, or freed, too. */
void record_set_clear(struct record_set *set);
void record_set_free(struct record_set *set);
