/* SPDX-License-Identifier: MIT */
/*
 * What could not be watched, as text.
 */
#include "unwatched.h"
#include "code_place.h"
#include "lines.h"
#include <inttypes.h>
#include <stdlib.h>

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* ", such as FUNCTION (FILE:LINE), FUNCTION (FILE:LINE)" */
static void print_places(const json_t *line, struct symbols *symbols, FILE *out)
{
	const json_t *address;
	size_t i;

	json_array_foreach(json_object_get(line, "places"), i, address) {
		json_t *record = json_pack("{s:O}", "pc", address);
		char *place = code_place_name(symbols, record);

		fprintf(out, "%s%s", i ? ", " : ", such as ", place);
		free(place);
		json_decref(record);
	}
}

static void print_instructions(const json_t *line, struct symbols *symbols, FILE *out)
{
	uint64_t unmovable = line_number(line, "unmovable"), rest = line_number(line, "no_room");
	uint64_t all = unmovable + rest;

	if (!all)
		return;
	fprintf(out, "not watched: %" PRIu64 " instruction%s that use%s shared memory", all,
		plural(all), all == 1 ? "s" : "");
	print_places(line, symbols, out);
	if (rest)
		fprintf(out, "; %" PRIu64 " of them because there are too many, see --events",
			rest);
	fputc('\n', out);
}

void unwatched_print(const json_t *line, struct symbols *symbols, FILE *out)
{
	uint64_t steps = line_number(line, "missed_steps"), lost = line_number(line, "lost");
	uint64_t pages = line_number(line, "late_pages");

	print_instructions(line, symbols, out);
	if (steps)
		fprintf(out,
			"not watched: accesses made by %" PRIu64
			" instruction%s executed before the first seed\n",
			steps, plural(steps));
	if (lost)
		fprintf(out,
			"not watched: %" PRIu64
			" access%s for which the machine had no memory, see --mem\n",
			lost, lost == 1 ? "" : "es");
	if (pages)
		fprintf(out,
			"not watched: the first accesses to %" PRIu64
			" page%s of memory that threads shared late\n",
			pages, plural(pages));
}
