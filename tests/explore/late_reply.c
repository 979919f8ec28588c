/* SPDX-License-Identifier: MIT */
/*
 * A client stops waiting for a reply, and the server still writes to the place where the client
 * wanted it.
 *
 * pattern: use after a timeout
 * depth: 1
 * found: signal:6
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t replied = PTHREAD_COND_INITIALIZER;
static int *reply_to;

static void *serve(void *unused)
{
	pthread_mutex_lock(&lock);
	if (!FIXED && !reply_to)
		abort();
	if (reply_to)
		*reply_to = 1;
	pthread_cond_signal(&replied);
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	struct timespec until;
	pthread_t server;
	int reply = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 5000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	reply_to = &reply;
	pthread_create(&server, NULL, serve, NULL);
	pthread_mutex_lock(&lock);
	while (!reply && !pthread_cond_timedwait(&replied, &lock, &until))
		;
	reply_to = NULL;
	pthread_mutex_unlock(&lock);
	pthread_join(server, NULL);
	return 0;
}
