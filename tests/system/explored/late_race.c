/* SPDX-License-Identifier: MIT */
/*
 * A lost update behind 100,000 turns of each thread's own work. The loop reads a variable in the
 * page of the counter; by default even in its word, with -DAPART=1 in another one. argv[1]: the
 * turns, if it is a number.
 */
#include <pthread.h>
#include <stdlib.h>

static struct {
	volatile int turns;
#ifdef APART
	int unused;
#endif
	volatile int counter;
} shared __attribute__((aligned(64)));

static unsigned work(unsigned seed)
{
	volatile unsigned local[64] = {0};

	for (int i = 0; i < shared.turns; i++)
		local[i & 63] += seed = seed * 1103515245 + 12345;
	return local[seed & 63];
}

static void *add(void *arg)
{
	volatile unsigned sink = work((unsigned)(size_t)arg);
	int before;

	(void)sink;
	before = shared.counter;
	shared.counter = before + 1;
	return NULL;
}

int main(int argc, char **argv)
{
	int turns = argc > 1 ? atoi(argv[1]) : 0;
	pthread_t a, b;

	shared.turns = turns ? turns : 100000;
	pthread_create(&a, NULL, add, (void *)1);
	pthread_create(&b, NULL, add, (void *)2);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	return shared.counter != 2;
}
