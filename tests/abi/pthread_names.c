/* SPDX-License-Identifier: MIT */
/*
 * names of threads: the caller's, another thread's, too long.
 */
#include <abi.h>

static volatile int done;

static void *thread(void *unused)
{
	while (!done)
		sleep_ms(1);
	return NULL;
}

int main(void)
{
	char name[32];
	pthread_t t;

	pthread_create(&t, NULL, thread, NULL);
	SHOW(pthread_setname_np(t, "worker"));
	SHOW(pthread_getname_np(t, name, sizeof(name)));
	out("%s", name);
	SHOW(pthread_setname_np(t, "far too long for a name"));
	SHOW(pthread_setname_np(pthread_self(), "me"));
	SHOW(pthread_getname_np(pthread_self(), name, sizeof(name)));
	out("%s", name);
	done = 1;
	pthread_join(t, NULL);
	return 0;
}
