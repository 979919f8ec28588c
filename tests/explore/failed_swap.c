/* SPDX-License-Identifier: MIT */
/*
 * A compare-and-swap without a lock whose comparison fails still writes: it puts back what it has
 * read, and so undoes another thread's store in between.
 *
 * pattern: lost store under a failed compare-and-swap
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"

static volatile int word = 2;

static void swap(int expected, int desired)
{
#if defined(__x86_64__) || defined(__i386__)
	asm volatile("cmpxchg %2, %0" : "+m"(word), "+a"(expected) : "r"(desired) : "memory", "cc");
#else
	int value = word;

	word = value == expected ? desired : value;
#endif
}

static void *swapper(void *unused)
{
	if (FIXED)
		__sync_bool_compare_and_swap(&word, 0, 1);
	else
		swap(0, 1);
	return NULL;
}

static void *writer(void *unused)
{
	word = 5;
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){swapper, writer}, 2);
	printf("%d\n", word);
	return word != 5;
}
