/* SPDX-License-Identifier: MIT */
/*
 * How often each behaviour occurred. A behaviour is a number that user/explore reports of each
 * schedule (user/protocol.h).
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define BEHAVIOURS_MAX 65536

struct behaviour_count {
	uint64_t behaviour, count; /* behaviour 0: the slot is free */
};

/*
 * A hash table. If there are more than BEHAVIOURS_MAX different behaviours, those below a limit are
 * kept, with all their schedules. The numbers are hashes, so these are a random sample. Starts all
 * zero.
 */
struct behaviours {
	struct behaviour_count *slots;
	size_t room, filled;
	uint64_t limit;     /* behaviours from this one on are not kept; 0: all are */
	uint64_t schedules; /* that had a behaviour */
};

/* `count` schedules had this behaviour; 0: they had none. */
void behaviours_add(struct behaviours *b, uint64_t behaviour, uint64_t count);
void behaviours_free(struct behaviours *b);

/* Print how many there are and, if `estimates`, how many more schedules would have a new one.
 * Prints nothing if there is no basis for that: `schedules`, the number of all, is 1 or some had no
 * behaviour. */
void behaviours_print(const struct behaviours *b, uint64_t schedules, bool estimates, FILE *out);

/* To and from JSON: the member "behaviours", and "behaviours_below" if there is a limit. */
void behaviours_to_json(const struct behaviours *b, json_t *json);
void behaviours_from_json(struct behaviours *b, const json_t *json);
