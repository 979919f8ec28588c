/* SPDX-License-Identifier: MIT */
/*
 * Two processes write a record each into one pipe, head and body by separate calls, and the records
 * are interleaved.
 *
 * pattern: torn pair of writes
 * depth: 2
 * found: exit:1
 * events: sync
 */
#include "explore.h"
static int ends[2];

static void put(const char *bytes, size_t n)
{
	if (write(ends[1], bytes, n) != (ssize_t)n)
		abort();
}

static void put_record(const char *record)
{
	if (FIXED) {
		put(record, 2);
		return;
	}
	put(record, 1);
	put(record + 1, 1);
}

int main(void)
{
	char got[4];
	pid_t child;

	if (pipe(ends))
		abort();
	child = fork();
	put_record(child ? "aA" : "bB");
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	if (read(ends[0], got, sizeof(got)) != sizeof(got))
		abort();
	check((got[0] ^ got[1]) == ' ');
	return 0;
}
