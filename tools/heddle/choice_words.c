/* SPDX-License-Identifier: MIT */
/*
 * Choices in words.
 */
#include "choice_words.h"
#include "code_place.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>

static void add_place(struct text *words, struct symbols *symbols, const json_t *record)
{
	char *place = code_place_name(symbols, record);

	if (*place)
		text_addf(words, " in %s", place);
	free(place);
}

char *choice_words(struct symbols *symbols, const json_t *choice)
{
	const json_t *late = json_object_get(choice, "late");
	struct text words = {0};

	if (json_object_get(choice, "pc")) {
		text_addf(&words, "thread %ju is interrupted",
			(uintmax_t)line_number(choice, "from"));
		add_place(&words, symbols, choice);
		text_addf(&words, ", ");
	}
	text_addf(&words, "thread %ju runs", (uintmax_t)line_number(choice, "thread"));
	if (!late)
		return words.data;
	text_addf(&words, ": its wait");
	add_place(&words, symbols, late);
	text_addf(&words, " times out, the clock jumps by %.3g ms",
		(double)line_number(late, "ns") / 1e6);
	return words.data;
}
