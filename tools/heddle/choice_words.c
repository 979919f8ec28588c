/* SPDX-License-Identifier: MIT */
/*
 * Choices in words.
 */
#include "choice_words.h"
#include "choices.h"
#include "code_place.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

static void add_place(struct text *words, struct symbols *symbols, const json_t *record)
{
	char *place = code_place_name(symbols, record);

	if (*place)
		text_addf(words, " in %s", place);
	free(place);
}

static void add_switch(struct text *words, struct symbols *symbols, const json_t *choice)
{
	const json_t *late = json_object_get(choice, "late");

	if (json_object_get(choice, "pc")) {
		text_addf(words, "thread %ju is interrupted",
			(uintmax_t)line_number(choice, "from"));
		add_place(words, symbols, choice);
		text_addf(words, ", ");
	}
	text_addf(words, "thread %ju runs", (uintmax_t)line_number(choice, "value"));
	if (!late)
		return;
	text_addf(words, ": its wait");
	add_place(words, symbols, late);
	text_addf(words, " times out, the clock jumps by %.3g ms",
		(double)line_number(late, "ns") / 1e6);
}

/* The effect of each kind of choice; the word that it is about goes in between, unless there is
 * nothing after it. */
static const struct {
	const char *before, *after;
} words_of[EXPLORE_CHOICE_KINDS] = {
	[EXPLORE_CHOICE_HOLD] = {"the store to ", " waits in the buffer of its thread"},
	[EXPLORE_CHOICE_DRAIN] = {"a waiting store to ", " reaches memory"},
	[EXPLORE_CHOICE_SIGNAL] = {"a signal reaches another thread later", NULL},
	[EXPLORE_CHOICE_TIMER] = {"the clock jumps to the next timer, which fires", NULL},
	[EXPLORE_CHOICE_FAULT + EXPLORE_FAULT_SPURIOUS] = {"it ends or fails without cause", NULL},
	[EXPLORE_CHOICE_FAULT + EXPLORE_FAULT_EINTR] = {"the call is interrupted", NULL},
	[EXPLORE_CHOICE_FAULT + EXPLORE_FAULT_SHORT] = {"not all bytes are transferred", NULL},
	[EXPLORE_CHOICE_FAULT +
		EXPLORE_FAULT_NOMEM] = {"memory, threads or descriptors are used up", NULL},
	[EXPLORE_CHOICE_FAULT + EXPLORE_FAULT_IO] = {"the file fails", NULL},
	[EXPLORE_CHOICE_FAULT + EXPLORE_FAULT_CLOCK] = {"the time of day is set", NULL},
};

static void add_pick(struct text *words, struct symbols *symbols, const json_t *choice)
{
	static const char *const kinds[EXPLORE_CHOICE_KINDS] = {EXPLORE_CHOICE_NAMES};
	unsigned kind = 1;
	char *word = json_object_get(choice, "word")
			     ? symbols_data(symbols, line_number(choice, "word"))
			     : xstrdup("memory");

	while (kind < EXPLORE_CHOICE_KINDS - 1 && strcmp(kinds[kind], line_text(choice, "kind")))
		kind++;
	text_addf(words, "thread %ju is", (uintmax_t)line_number(choice, "from"));
	add_place(words, symbols, choice);
	text_addf(words, ", %s", words_of[kind].before);
	if (words_of[kind].after)
		text_addf(words, "%s%s", word, words_of[kind].after);
	free(word);
}

char *choice_words(struct symbols *symbols, const json_t *choice)
{
	struct text words = {0};

	if (choice_is_switch(choice))
		add_switch(&words, symbols, choice);
	else
		add_pick(&words, symbols, choice);
	return words.data;
}
