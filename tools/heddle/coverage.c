/* SPDX-License-Identifier: MIT */
/*
 * Results in the order of their seeds.
 */
#include "coverage.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>
#include <user/cells.h>

/* Results of one machine, in the order of their seeds; the first `taken` are not there any more. */
struct waiting {
	json_t **lines;
	size_t count, taken, room;
};

void coverage_open(struct coverage *coverage, uint64_t first, size_t count)
{
	*coverage = (struct coverage){.first = first, .count = count};
	coverage->parts = xrealloc(NULL, count * sizeof(*coverage->parts));
	for (size_t i = 0; i < count; i++)
		coverage->parts[i] = (struct waiting){0};
}

void coverage_close(struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->count; i++) {
		struct waiting *waiting = &coverage->parts[i];

		for (size_t j = waiting->taken; j < waiting->count; j++)
			json_decref(waiting->lines[j]);
		free(waiting->lines);
	}
	free(coverage->parts);
}

void coverage_add(struct coverage *coverage, size_t part, const json_t *line)
{
	struct waiting *waiting = &coverage->parts[part];

	if (waiting->taken == waiting->count)
		waiting->taken = waiting->count = 0;
	if (waiting->count == waiting->room) {
		waiting->room = 2 * waiting->room + 8;
		waiting->lines = xrealloc(waiting->lines, waiting->room * sizeof(*waiting->lines));
	}
	waiting->lines[waiting->count++] = json_incref((json_t *)line);
}

/* The seed index of the first result that waits. False: none does. */
static bool first_index(const struct coverage *coverage, const struct waiting *waiting,
	uint64_t *index)
{
	if (waiting->taken == waiting->count)
		return false;
	*index = line_number(waiting->lines[waiting->taken], "seed") - coverage->first;
	return true;
}

json_t *coverage_take(struct coverage *coverage)
{
	for (;;) {
		uint64_t cell = cell_of(coverage->next), end = cell_start(cell + 1), index;
		struct waiting *waiting = &coverage->parts[cell % coverage->count];

		if (!first_index(coverage, waiting, &index))
			return NULL;
		if (index == coverage->next) {
			json_t *line = waiting->lines[waiting->taken++];

			coverage->next += line_count(line);
			return line;
		}
		coverage->next = index < end ? index : end;
	}
}
