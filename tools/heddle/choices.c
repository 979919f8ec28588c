/* SPDX-License-Identifier: MIT */
/*
 * Choices as text.
 */
#include "choices.h"
#include "job.h"
#include "lines.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

static const char *const kinds[EXPLORE_CHOICE_KINDS] = {EXPLORE_CHOICE_NAMES};

/* Returns the text behind the name of a kind other than the switch, and a space; `text` itself if
 * there is no such name. */
static const char *skip_kind(const char *text)
{
	for (int i = EXPLORE_CHOICE_SWITCH + 1; i < EXPLORE_CHOICE_KINDS; i++) {
		size_t length = strlen(kinds[i]);

		if (strncmp(text, kinds[i], length) == 0 && text[length] == ' ')
			return text + length + 1;
	}
	return text;
}

/* The text for JOB_CHOICE; NULL: the line is no choice. */
static const char *choice_of(const char *line)
{
	static const char word[] = "choice ";
	const char *choice = line + strlen(word), *p;
	int least, most = 4;

	if (strncmp(line, word, strlen(word)) != 0)
		return NULL;
	p = skip_kind(choice);
	least = p == choice ? 3 : most;
	for (int i = 1; i <= most; i++) {
		char *end;

		errno = 0;
		if (*p < '0' || *p > '9' || strtoull(p, &end, 10) > UINT32_MAX || errno)
			return NULL;
		if (!*end && i >= least)
			return choice;
		if (*end != ' ')
			return NULL;
		p = end + 1;
	}
	return NULL;
}

bool choice_is_switch(const json_t *choice)
{
	return strcmp(line_text(choice, "kind"), kinds[EXPLORE_CHOICE_SWITCH]) == 0;
}

char *choice_text(const json_t *choice)
{
	uintmax_t value = line_number(choice, "value"), from = line_number(choice, "from"),
		  own = line_number(choice, "own"), order = line_number(choice, "order");

	if (!choice_is_switch(choice))
		return xasprintf("%s %ju %ju %ju %ju", line_text(choice, "kind"), value, from, own,
			order);
	return order ? xasprintf("%ju %ju %ju %ju", value, from, own, order)
		     : xasprintf("%ju %ju %ju", value, from, own);
}

void choices_add(struct text *job, const char *path)
{
	size_t size, count = 0;
	char *text = read_file(path, &size), *line = text, *end;

	if (!text)
		die("%s: %s", path, strerror(errno));
	if (!size)
		die("%s: the file is empty; `heddle shrink -o` writes files of choices", path);
	for (unsigned number = 1; line < text + size; line = end + 1, number++) {
		const char *choice;

		end = memchr(line, '\n', (size_t)(text + size - line));
		if (!end)
			end = text + size;
		*end = '\0';
		if (strlen(line) != (size_t)(end - line))
			die("%s:%u: the line contains a zero byte", path, number);
		if (end > line && end[-1] == '\r')
			die("%s:%u: the line ends with CR LF; LF alone is needed", path, number);
		if (*line == '#')
			continue;
		choice = choice_of(line);
		if (!choice)
			die("%s:%u: \"%s\" is neither \"choice THREAD FROM OWN [ORDER]\" nor"
			    " \"choice KIND VALUE FROM OWN ORDER\", with numbers and a known KIND",
				path, number, line);
		if (count++ == EXPLORE_CHOICES_MAX)
			die("%s:%u: a schedule has at most %d choices", path, number,
				EXPLORE_CHOICES_MAX);
		job_add_word(job, JOB_CHOICE "%s", choice);
	}
	free(text);
}
