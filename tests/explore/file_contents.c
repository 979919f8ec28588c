/* SPDX-License-Identifier: MIT */
/*
 * Two threads move money from one account to another. The accounts are numbers in a file, which
 * stays open: a thread reads both, and writes both back.
 *
 * pattern: lost update in the contents of a file between threads
 * depth: 2
 * found: exit:1
 * events: sync
 */
#include "explore.h"
#include <fcntl.h>

struct accounts {
	int from, to;
};

static int file;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *move(void *arg)
{
	struct accounts accounts;

	lock_if_fixed(&mutex);
	if (pread(file, &accounts, sizeof(accounts), 0) != sizeof(accounts))
		abort();
	accounts.from -= 10;
	accounts.to += 10;
	if (pwrite(file, &accounts, sizeof(accounts), 0) != sizeof(accounts))
		abort();
	unlock_if_fixed(&mutex);
	return NULL;
}

int main(void)
{
	struct accounts accounts = {100, 0};

	file = open("/tmp/accounts", O_RDWR | O_CREAT, 0600);
	if (write(file, &accounts, sizeof(accounts)) != sizeof(accounts))
		abort();
	run_threads((thread_function *const[]){move, move}, 2);
	if (pread(file, &accounts, sizeof(accounts), 0) != sizeof(accounts))
		abort();
	check(accounts.from == 80 && accounts.to == 20);
	return 0;
}
