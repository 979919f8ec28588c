/* SPDX-License-Identifier: MIT */
/*
 * the next owner of a robust mutex learns that its owner has ended.
 */
#include <abi.h>

static pthread_mutex_t *lock;

static void *owner(void *unused)
{
	pthread_mutex_lock(lock);
	return NULL;
}

static void child(void)
{
	pthread_mutex_lock(lock);
	_exit(0);
}

int main(void)
{
	pthread_mutexattr_t attr;
	pthread_t t;

	lock = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(lock, &attr);
	pthread_create(&t, NULL, owner, NULL);
	pthread_join(t, NULL);
	SHOW(pthread_mutex_lock(lock));
	SHOW(pthread_mutex_consistent(lock));
	SHOW(pthread_mutex_unlock(lock));
	in_child("owner", child);
	SHOW(pthread_mutex_lock(lock));
	SHOW(pthread_mutex_unlock(lock));
	SHOW(pthread_mutex_lock(lock));
	return 0;
}
