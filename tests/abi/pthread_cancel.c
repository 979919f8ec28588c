/* SPDX-License-Identifier: MIT */
/*
 * cancellation: deferred, at cancellation points, with clean-up handlers; disabled.
 */
#include <abi.h>

static volatile int ready;

static void cleanup(void *argument)
{
	out("cleanup %s", (const char *)argument);
}

static void *sleeps(void *unused)
{
	pthread_cleanup_push(cleanup, "one");
	pthread_cleanup_push(cleanup, "two");
	ready = 1;
	for (;;)
		pause();
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *disabled(void *unused)
{
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	ready = 2;
	sleep_ms(50);
	out("still here");
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_testcancel();
	out("not reached");
	return NULL;
}

static void *spins(void *unused)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	ready = 3;
	for (;;)
		;
	return NULL;
}

static void try(void *(*body)(void *), int when)
{
	pthread_t t;
	void *result;

	pthread_create(&t, NULL, body, NULL);
	await(&ready, when);
	int cancelled = pthread_cancel(t); /* printed later: the thread writes too */

	pthread_join(t, &result);
	YES(cancelled == 0);
	YES(result == PTHREAD_CANCELED);
}

int main(void)
{
	try(sleeps, 1);
	try(disabled, 2);
	try(spins, 3);
	return 0;
}
