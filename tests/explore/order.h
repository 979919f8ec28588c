/* SPDX-License-Identifier: MIT */
/*
 * Order violation of COUNT threads. All but the last write one word and then another. The last
 * thread, created when most of the others have ended, reads both. It fails if its reads fall
 * between the two writes of the first thread, and before all others have reached their second
 * write.
 */
#include "explore.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int first, second;

static void *set(void *unused)
{
	lock_if_fixed(&lock);
	first = 1;
	second = -1;
	unlock_if_fixed(&lock);
	return NULL;
}

static void *look(void *unused)
{
	int one, other;

	lock_if_fixed(&lock);
	one = first;
	other = second;
	unlock_if_fixed(&lock);
	check(one + other == 0);
	return NULL;
}

int main(void)
{
	thread_function *functions[COUNT];

	for (int i = 0; i + 1 < COUNT; i++)
		functions[i] = set;
	functions[COUNT - 1] = look;
	run_threads(functions, COUNT);
	return 0;
}
