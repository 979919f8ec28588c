/* SPDX-License-Identifier: MIT */
/*
 * SIGEV_THREAD runs a function in a thread.
 */
#include <abi.h>

static volatile int calls;

static void tick(union sigval value)
{
	__atomic_add_fetch(&calls, value.sival_int, __ATOMIC_SEQ_CST);
}

int main(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD,
		.sigev_notify_function = tick,
		.sigev_value.sival_int = 10};
	struct itimerspec t = {.it_value = {0, 5000000}};
	timer_t timer;

	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	SHOW(timer_settime(timer, 0, &t, NULL));
	await(&calls, 10);
	out("%d", calls);
	SHOW(timer_delete(timer));
	return 0;
}
