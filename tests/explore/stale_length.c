/* SPDX-License-Identifier: MIT */
/*
 * A length is read, and then the data, which has become shorter meanwhile.
 *
 * pattern: check, then use
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int length = 2, items[2] = {1, 2};

static void *read_last(void *unused)
{
	int n;

	lock_if_fixed(&lock);
	n = length;
	check(n == 0 || items[n - 1] > 0);
	unlock_if_fixed(&lock);
	return NULL;
}

static void *shorten(void *unused)
{
	lock_if_fixed(&lock);
	length = 1;
	items[1] = -1;
	unlock_if_fixed(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){read_last, shorten}, 2);
	return 0;
}
