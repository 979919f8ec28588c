/* SPDX-License-Identifier: MIT */
/*
 * Reading files of choices.
 */
#include "choices.h"
#include "job.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

/* The numbers of a choice, for JOB_CHOICE; NULL: the line is no choice. */
static const char *numbers_of(const char *line)
{
	static const char word[] = "choice ";
	const char *numbers = line + strlen(word), *p = numbers;

	if (strncmp(line, word, strlen(word)) != 0)
		return NULL;
	for (int i = 0; i < 3; i++) {
		char *end;

		errno = 0;
		if (*p < '0' || *p > '9' || strtoull(p, &end, 10) > UINT32_MAX || errno)
			return NULL;
		if (*end != (i < 2 ? ' ' : '\0'))
			return NULL;
		p = end + 1;
	}
	return numbers;
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
		const char *numbers;

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
		numbers = numbers_of(line);
		if (!numbers)
			die("%s:%u: \"%s\" is not \"choice THREAD FROM OWN\" with three numbers",
				path, number, line);
		if (count++ == EXPLORE_CHOICES_MAX)
			die("%s:%u: a schedule has at most %d choices", path, number,
				EXPLORE_CHOICES_MAX);
		job_add_word(job, JOB_CHOICE "%s", numbers);
	}
	free(text);
}
