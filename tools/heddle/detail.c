/* SPDX-License-Identifier: MIT */
/*
 * The details of a failure in words, with names in place of addresses.
 */
#include "code_place.h"
#include "findings.h"
#include "json_bytes.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>
#include <string.h>

static char *word_of(struct symbols *symbols, const json_t *record)
{
	if (!symbols)
		return xstrdup(line_text(record, "word"));
	return symbols_data(symbols, line_number(record, "word"));
}

static void print_wait(const json_t *wait, struct symbols *symbols, const char *indent, FILE *out)
{
	char *place = code_place_name(symbols, wait), *word = word_of(symbols, wait);

	fprintf(out, "%sthread %ju waits", indent, (uintmax_t)line_number(wait, "thread"));
	if (json_object_get(wait, "word"))
		fprintf(out, " for %s", word);
	if (json_object_get(wait, "holder"))
		fprintf(out, ", held by thread %ju,", (uintmax_t)line_number(wait, "holder"));
	if (*place)
		fprintf(out, " in %s", place);
	fputc('\n', out);
	free(place);
	free(word);
}

static void print_hot(const json_t *hot, struct symbols *symbols, const char *indent, FILE *out)
{
	char *place = code_place_name(symbols, hot);

	fprintf(out, "%sis often in %s (%ju)\n", indent, place,
		(uintmax_t)line_number(hot, "count"));
	free(place);
}

void detail_print(const json_t *detail, struct symbols *symbols, const char *indent, FILE *out)
{
	const json_t *item;
	char *place;
	size_t i;

	if (!detail)
		return;
	if (json_object_get(detail, "pc")) {
		place = code_place_name(symbols, detail);
		fprintf(out, "%sin %s, address %s\n", indent, place, line_text(detail, "address"));
		free(place);
	}
	json_array_foreach(json_object_get(detail, "waiting"), i, item)
		print_wait(item, symbols, indent, out);
	json_array_foreach(json_object_get(detail, "hot"), i, item)
		print_hot(item, symbols, indent, out);
}

/* --- Signatures --- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words that are waited for, in an order that does not depend on which thread was first. */
static char *waits_signature(struct symbols *symbols, const json_t *waiting)
{
	size_t count = json_array_size(waiting);
	char **texts = xrealloc(NULL, (count + 1) * sizeof(*texts));
	struct text all = {0};

	for (size_t i = 0; i < count; i++) {
		const json_t *wait = json_array_get(waiting, i);

		texts[i] = json_object_get(wait, "word") ? word_of(symbols, wait) : xstrdup("");
	}
	if (count)
		qsort(texts, count, sizeof(*texts), compare_texts);
	for (size_t i = 0; i < count; i++) {
		/* A word without a name is on a stack or heap, elsewhere the next time. */
		if (*texts[i] && strncmp(texts[i], "0x", 2) != 0)
			text_addf(&all, "%s%s", all.length ? ", " : "on ", texts[i]);
		free(texts[i]);
	}
	free(texts);
	return all.data ? all.data : xstrdup("");
}

char *result_signature(struct symbols *symbols, const json_t *line)
{
	const json_t *detail = json_object_get(line, "detail");
	const json_t *hot = json_array_get(json_object_get(detail, "hot"), 0);
	char *place, *signature;

	if (json_object_get(detail, "waiting"))
		return waits_signature(symbols, json_object_get(detail, "waiting"));
	if (!json_object_get(detail, "pc") && !hot)
		return json_bytes_of(json_object_get(detail, "what"), NULL);
	place = code_place_name(symbols, hot ? hot : detail);
	signature = xasprintf("in %s", place);
	free(place);
	return signature;
}
