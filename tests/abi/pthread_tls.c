/* SPDX-License-Identifier: MIT */
/*
 * thread-local variables: initial values, separate copies, addresses.
 */
#include <abi.h>

static __thread int number = 42;
static __thread char buffer[3000];
static __thread double real = 1.5;

static void *thread(void *argument)
{
	out("number %d real %.1f buffer %d", number, real, buffer[2999]);
	number += (int)(intptr_t)argument;
	buffer[2999] = (char)number;
	return (void *)(intptr_t)(number + buffer[2999]);
}

int main(void)
{
	pthread_t t;
	void *result;

	number = 1;
	real = 2.5;
	for (intptr_t i = 0; i < 3; i++) {
		pthread_create(&t, NULL, thread, (void *)i);
		pthread_join(t, &result);
		out("result %ld", (long)result);
	}
	out("own number %d real %.1f", number, real);
	return 0;
}
