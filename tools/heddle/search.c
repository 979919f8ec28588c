/* SPDX-License-Identifier: MIT */
/*
 * The policy `all`.
 */
#include "search.h"
#include "lines.h"
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

#define BOUND_DEFAULT 2 /* as ALL_BOUND_DEFAULT in kernel/explore/schedule/all.h */

bool search_is_policy(const char *policy)
{
	size_t length = strlen(EXPLORE_POLICY_ALL);

	return strncmp(policy, EXPLORE_POLICY_ALL, length) == 0 &&
	       (policy[length] == '\0' || policy[length] == ':');
}

void search_take(struct search *search, const json_t *line)
{
	if (!json_object_get(line, "left"))
		return;
	search->any = true;
	search->left = line_number(line, "left");
	search->is_cut |= json_object_get(line, "cut") != NULL;
	search->unsupported += strcmp(line_text(line, "verdict"), VERDICT_UNSUPPORTED) == 0;
}

bool search_is_complete(const struct search *search)
{
	return search->any && !search->left && !search->is_cut;
}

void search_print(const struct search *search, const char *policy, uint64_t first,
	uint64_t schedules, uint64_t failures, FILE *out)
{
	const char *colon = strchr(policy, ':');
	unsigned long bound = colon ? strtoul(colon + 1, NULL, 10) : BOUND_DEFAULT;
	char part[64] = "";

	if (!search->any)
		return;
	if (search->parts > 1)
		snprintf(part, sizeof(part), " of part %u/%u", (unsigned)search->part,
			(unsigned)search->parts);
	if (search_is_complete(search) && first > 1)
		fprintf(out, "the last %ju schedule%s%s with at most %lu preemption%s: ",
			(uintmax_t)schedules, schedules == 1 ? "" : "s", part, bound,
			bound == 1 ? "" : "s");
	else if (search_is_complete(search))
		fprintf(out, "all %ju schedule%s%s with at most %lu preemption%s: ",
			(uintmax_t)schedules, schedules == 1 ? "" : "s", part, bound,
			bound == 1 ? "" : "s");
	else
		fprintf(out, "not all schedules%s with at most %lu preemption%s: ", part, bound,
			bound == 1 ? "" : "s");
	if (search->left)
		fprintf(out, "%ju run, at least %ju subtrees remain", (uintmax_t)schedules,
			(uintmax_t)search->left);
	else if (search->is_cut)
		fprintf(out, "%ju run, one was too long, so others are left out",
			(uintmax_t)schedules);
	else if (search->unsupported)
		fprintf(out, "%ju failed, %ju not supported", (uintmax_t)failures,
			(uintmax_t)search->unsupported);
	else if (failures)
		fprintf(out, "%ju failed", (uintmax_t)failures);
	else
		fputs("ok", out);
	fputc('\n', out);
}
