/* SPDX-License-Identifier: MIT */
/*
 * Values of options.
 */
#include "options.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* strtoull(), but without a sign or leading space. False: no number, or one that does not fit. */
static bool read_number(const char *text, char **end, uint64_t *value)
{
	errno = 0;
	*value = strtoull(text, end, 10);
	return *text >= '0' && *text <= '9' && !errno;
}

uint64_t parse_number(struct argp_state *state, const char *option, const char *text, uint64_t min,
	uint64_t max)
{
	uint64_t value;
	char *end;

	if (!read_number(text, &end, &value) || *end || value < min || value > max)
		argp_error(state, "%s %s: must be a number from %ju to %ju", option, text,
			(uintmax_t)min, (uintmax_t)max);
	return value;
}

unsigned parse_size(struct argp_state *state, const char *option, const char *text)
{
	static const char units[] = "KMGT";
	uint64_t value, max = MEMORY_MAX_MIB;
	const char *unit = units + 1;
	bool good;
	char *end;

	good = read_number(text, &end, &value);
	if (good && *end)
		unit = strchr(units, *end++);
	if (good && unit && unit > units) {
		unsigned shift = 10 * (unsigned)(unit - units - 1);

		good = value <= max >> shift;
		value <<= shift;
	} else {
		value >>= 10;
	}
	if (!good || !unit || *end || value < MEMORY_MIN_MIB || value > max)
		argp_error(state, "%s %s: must be a size from 16M to 1T, such as 512M or 1G",
			option, text);
	return (unsigned)value;
}
