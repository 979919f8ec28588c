/* SPDX-License-Identifier: MIT */
/*
 * Lists of faults.
 */
#include "faults.h"
#include "util.h"
#include <string.h>
#include <uapi/explore.h>

static const char *const names[EXPLORE_FAULTS_COUNT] = {EXPLORE_FAULTS_NAMES};

static uint32_t parse_name(struct argp_state *state, const char *name, size_t length)
{
	for (uint32_t i = 0; i < EXPLORE_FAULTS_COUNT; i++)
		if (strncmp(name, names[i], length) == 0 && !names[i][length])
			return 1u << i;
	argp_error(state,
		"--faults %.*s: must be all, none or some of"
		" spurious, eintr, short, nomem, io, clock",
		(int)length, name);
	return 0;
}

uint32_t faults_parse(struct argp_state *state, const char *text)
{
	uint32_t faults = 0;

	if (strcmp(text, "all") == 0)
		return (1u << EXPLORE_FAULTS_COUNT) - 1;
	if (strcmp(text, "none") == 0)
		return 0;
	for (;; text++) {
		size_t length = strcspn(text, ",");

		faults |= parse_name(state, text, length);
		text += length;
		if (!*text)
			return faults;
	}
}

char *faults_text(uint32_t faults)
{
	struct text text = {0};

	for (uint32_t i = 0; i < EXPLORE_FAULTS_COUNT; i++)
		if (faults >> i & 1)
			text_addf(&text, "%s%s", text.length ? "," : "", names[i]);
	return text.data ? text.data : xstrdup("");
}
