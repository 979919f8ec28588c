/* SPDX-License-Identifier: MIT */
/*
 * once functions, keys and their destructors.
 */
#include <abi.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static volatile int destroyed, inits;

static void destroy(void *value)
{
	__atomic_add_fetch(&destroyed, (int)(intptr_t)value, __ATOMIC_SEQ_CST);
}

static void init(void)
{
	inits++;
	pthread_key_create(&key, destroy);
}

static void *thread(void *argument)
{
	pthread_once(&once, init);
	if (pthread_getspecific(key))
		out("not empty");
	pthread_setspecific(key, argument);
	sched_yield();
	return pthread_getspecific(key) == argument ? NULL : argument;
}

int main(void)
{
	pthread_t t[5];

	for (intptr_t i = 0; i < 5; i++)
		pthread_create(&t[i], NULL, thread, (void *)(i + 1));
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	out("inits %d destroyed %d", inits, destroyed);
	return 0;
}
