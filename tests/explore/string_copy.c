/* SPDX-License-Identifier: MIT */
/*
 * A record is copied by a repeated string instruction, which other threads see element by element.
 *
 * pattern: torn copy
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile long record[4], copies[4] = {3, 3, 3, 3};

static void copy(volatile long *to, const volatile long *from, size_t count)
{
#if defined(__x86_64__)
	asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
#elif defined(__i386__)
	asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
#else
	while (count--)
		*to++ = *from++;
#endif
}

static void *writer(void *unused)
{
	lock_if_fixed(&lock);
	copy(record, copies, 4);
	unlock_if_fixed(&lock);
	return NULL;
}

static void *reader(void *unused)
{
	long seen[4];

	lock_if_fixed(&lock);
	for (int i = 0; i < 4; i++)
		seen[i] = record[i];
	unlock_if_fixed(&lock);
	check(seen[0] == seen[3]);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){writer, reader}, 2);
	puts("done");
	return 0;
}
