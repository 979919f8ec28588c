/* SPDX-License-Identifier: MIT */
/*
 * Grouping results, and presenting the groups as text and JSON.
 */
#include "findings.h"
#include "json_bytes.h"
#include "lines.h"
#include "unwatched.h"
#include "util.h"
#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

bool verdict_is_failure(const char *verdict)
{
	return strcmp(verdict, VERDICT_OK) != 0 && strcmp(verdict, VERDICT_UNSUPPORTED) != 0;
}

static struct finding *find(struct findings *findings, const char *verdict, const char *signature)
{
	struct finding *finding;

	for (size_t i = 0; i < findings->count; i++) {
		finding = &findings->all[i];
		if (!strcmp(finding->verdict, verdict) && !strcmp(finding->signature, signature))
			return finding;
	}
	findings->all = xrealloc(findings->all, (findings->count + 1) * sizeof(*findings->all));
	finding = &findings->all[findings->count++];
	*finding = (struct finding){.verdict = xstrdup(verdict), .signature = xstrdup(signature)};
	return finding;
}

static void set_first(struct finding *finding, uint64_t seed, const char *hash, json_t *detail,
	char *replay)
{
	free(finding->hash);
	free(finding->replay);
	json_decref(finding->detail);
	finding->first_seed = seed;
	finding->hash = xstrdup(hash);
	finding->detail = json_incref(detail);
	finding->replay = replay;
}

/* Keep the lowest seeds: the outcome must not depend on the order of the results. */
static void add_seed(struct finding *finding, uint64_t seed)
{
	size_t at = finding->seed_count;

	if (!verdict_is_failure(finding->verdict))
		return;
	while (at && finding->seeds[at - 1] > seed)
		at--;
	if (at == SEEDS_MAX)
		return;
	if (finding->seed_count < SEEDS_MAX) {
		finding->seed_count++;
		finding->seeds =
			xrealloc(finding->seeds, finding->seed_count * sizeof(*finding->seeds));
	}
	memmove(finding->seeds + at + 1, finding->seeds + at,
		(finding->seed_count - at - 1) * sizeof(*finding->seeds));
	finding->seeds[at] = seed;
}

/* A line of several schedules has a list of behaviours. */
static void add_behaviours(struct behaviours *behaviours, const json_t *line)
{
	const char *list = line_text(line, "behaviours"), *one = line_text(line, "behaviour");
	char digits[17] = "";

	if (!json_object_get(line, "behaviours"))
		behaviours_add(behaviours, strtoull(one, NULL, 16), 1);
	for (; strlen(list) >= 16; list += 16) {
		memcpy(digits, list, 16);
		behaviours_add(behaviours, strtoull(digits, NULL, 16), 1);
	}
}

const struct finding *findings_add(struct findings *findings, struct symbols *symbols,
	const json_t *line, const char *words)
{
	const char *verdict = line_text(line, "verdict"), *hash = line_text(line, "hash");
	char *signature = result_signature(symbols, line);
	struct finding *finding = find(findings, verdict, signature);
	uint64_t seed = line_number(line, "seed"), count = line_count(line), before;

	free(signature);
	before = finding->count;
	add_seed(finding, seed);
	findings->is_search |= json_object_get(line, "left") != NULL;
	add_behaviours(&findings->behaviours, line);
	findings->schedules += count;
	findings->hash += json_object_get(line, "hashes")
				  ? strtoull(line_text(line, "hashes"), NULL, 16)
				  : explore_hash(seed, strtoull(hash, NULL, 16));
	if (!finding->count || seed < finding->first_seed)
		set_first(finding, seed, hash, json_object_get(line, "detail"),
			xasprintf("heddle replay --seed %ju %s", (uintmax_t)seed, words));
	finding->count += count;
	return before ? NULL : finding;
}

void findings_set_unwatched(struct findings *findings, const json_t *line)
{
	if (!findings->unwatched)
		findings->unwatched = json_deep_copy(line);
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->all[i];

		free(finding->verdict);
		free(finding->signature);
		free(finding->hash);
		free(finding->replay);
		free(finding->seeds);
		json_decref(finding->detail);
	}
	free(findings->all);
	json_decref(findings->unwatched);
	behaviours_free(&findings->behaviours);
}

/* Schedules with this verdict. */
static uint64_t count_of(const struct findings *findings, const char *verdict)
{
	uint64_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->all[i].verdict, verdict) == 0)
			count += findings->all[i].count;
	return count;
}

uint64_t findings_failures(const struct findings *findings)
{
	uint64_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		if (verdict_is_failure(findings->all[i].verdict))
			count += findings->all[i].count;
	return count;
}

int findings_status(const struct findings *findings)
{
	if (findings_failures(findings))
		return EXIT_FOUND;
	return findings->schedules && !count_of(findings, VERDICT_OK) ? EXIT_USAGE : EXIT_NOTHING;
}

/* --- Text --- */

static int compare(const void *a, const void *b)
{
	const struct finding *fa = a, *fb = b;

	if (fa->first_seed != fb->first_seed)
		return fa->first_seed < fb->first_seed ? -1 : 1;
	return strcmp(fa->verdict, fb->verdict);
}

static void sort(struct findings *findings)
{
	if (findings->count)
		qsort(findings->all, findings->count, sizeof(*findings->all), compare);
}

static void print_summary(const struct findings *findings, struct symbols *symbols, FILE *out)
{
	uint64_t unsupported = count_of(findings, VERDICT_UNSUPPORTED);
	size_t kinds = 0;

	for (size_t i = 0; i < findings->count; i++)
		kinds += verdict_is_failure(findings->all[i].verdict);
	fprintf(out, "%ju schedule%s: %ju ok", (uintmax_t)findings->schedules,
		findings->schedules == 1 ? "" : "s", (uintmax_t)count_of(findings, VERDICT_OK));
	if (unsupported)
		fprintf(out, ", %ju not supported", (uintmax_t)unsupported);
	if (kinds)
		fprintf(out, "; %zu kind%s of failure", kinds, kinds == 1 ? "" : "s");
	fputc('\n', out);
	behaviours_print(&findings->behaviours, findings->schedules, !findings->is_search, out);
	if (findings->unwatched)
		unwatched_print(findings->unwatched, symbols, out);
}

void findings_print(struct findings *findings, struct symbols *symbols, FILE *out)
{
	size_t number = 0;

	sort(findings);
	print_summary(findings, symbols, out);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->all[i];

		if (strcmp(finding->verdict, VERDICT_OK) == 0)
			continue;
		fputc('\n', out);
		if (verdict_is_failure(finding->verdict))
			fprintf(out, "%zu. ", ++number);
		fprintf(out, "%s%s%s: %ju time%s, first with seed %ju\n", finding->verdict,
			*finding->signature ? " " : "", finding->signature,
			(uintmax_t)finding->count, finding->count == 1 ? "" : "s",
			(uintmax_t)finding->first_seed);
		detail_print(finding->detail, symbols, "   ", out);
		fprintf(out, "   %s\n", finding->replay);
	}
}

/* --- JSON --- */

static json_t *finding_to_json(const struct finding *finding)
{
	json_t *json = json_made(json_pack("{s:o, s:o, s:I, s:I, s:o, s:o}", "verdict",
		json_text(finding->verdict), "signature", json_text(finding->signature),
		"first_seed", (json_int_t)finding->first_seed, "count", (json_int_t)finding->count,
		"hash", json_text(finding->hash), "replay", json_text(finding->replay)));

	if (finding->detail)
		json_object_set(json, "detail", finding->detail);
	if (finding->seed_count) {
		json_t *seeds = json_array();

		for (size_t i = 0; i < finding->seed_count; i++)
			json_array_append_new(seeds, json_integer((json_int_t)finding->seeds[i]));
		json_object_set_new(json, "seeds", seeds);
	}
	return json;
}

json_t *findings_to_json(struct findings *findings)
{
	char hash[17];
	json_t *list = json_array(), *json;

	sort(findings);
	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(list, finding_to_json(&findings->all[i]));
	snprintf(hash, sizeof(hash), "%016jx", (uintmax_t)findings->hash);
	json = json_pack("{s:I, s:s, s:o}", "schedules", (json_int_t)findings->schedules, "hash",
		hash, "findings", list);
	behaviours_to_json(&findings->behaviours, json_made(json));
	if (findings->unwatched)
		json_object_set(json, "unwatched", findings->unwatched);
	return json;
}

bool findings_write(const json_t *json, FILE *out)
{
	bool good = json_dumpf(json, out, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 &&
		    fputc('\n', out) != EOF && fflush(out) == 0;
	int error = errno;

	if (!good) {
		/* Not again at exit. */
		__fpurge(out);
		clearerr(out);
	}
	errno = error;
	return good;
}

/* The finding that an item of the list belongs to. */
static struct finding *find_item(struct findings *findings, const json_t *item)
{
	char *verdict = json_bytes_of(json_object_get(item, "verdict"), NULL);
	char *signature = json_bytes_of(json_object_get(item, "signature"), NULL);
	struct finding *finding = find(findings, verdict, signature);

	free(verdict);
	free(signature);
	return finding;
}

bool findings_from_json(struct findings *findings, const json_t *json)
{
	const json_t *list = json_object_get(json, "findings"), *item, *number;
	size_t i, j;

	if (!json_is_array(list) || !json_is_integer(json_object_get(json, "schedules")))
		return false;
	findings->schedules += line_number(json, "schedules");
	findings->hash += strtoull(line_text(json, "hash"), NULL, 16);
	findings->is_search |= json_object_get(json, "left") != NULL;
	behaviours_from_json(&findings->behaviours, json);
	findings_set_unwatched(findings, json_object_get(json, "unwatched"));
	json_array_foreach(list, i, item) {
		struct finding *finding = find_item(findings, item);
		uint64_t seed = line_number(item, "first_seed");

		if (!finding->count || seed < finding->first_seed)
			set_first(finding, seed, line_text(item, "hash"),
				json_object_get(item, "detail"),
				json_bytes_of(json_object_get(item, "replay"), NULL));
		finding->count += line_number(item, "count");
		json_array_foreach(json_object_get(item, "seeds"), j, number)
			add_seed(finding, (uint64_t)json_integer_value(number));
	}
	return true;
}
