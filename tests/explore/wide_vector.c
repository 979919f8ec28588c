/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together are written and read as one vector of 16 bytes, which the manuals
 * do not call atomic.
 *
 * pattern: torn vector
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"

typedef long long pair __attribute__((vector_size(16)));

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile pair shared __attribute__((aligned(64)));

static void *writer(void *unused)
{
	pair both = {7, 7};

	lock_if_fixed(&lock);
	shared = both;
	unlock_if_fixed(&lock);
	return NULL;
}

static void *reader(void *unused)
{
	pair both;

	lock_if_fixed(&lock);
	both = shared;
	unlock_if_fixed(&lock);
	check(both[0] == both[1]);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){writer, reader}, 2);
	puts("done");
	return 0;
}
