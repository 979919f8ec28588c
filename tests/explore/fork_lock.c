/* SPDX-License-Identifier: MIT */
/*
 * A process forks while another of its threads holds a lock, which is never released in the child.
 *
 * pattern: fork with a held lock
 * depth: 2
 * found: deadlock
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int count;

static void *hold(void *unused)
{
	pthread_mutex_lock(&lock);
	count++;
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *fork_one(void *unused)
{
	pid_t child;

	if (FIXED)
		pthread_mutex_lock(&lock);
	child = fork();
	if (FIXED)
		pthread_mutex_unlock(&lock);
	if (child == 0) {
		pthread_mutex_lock(&lock);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){hold, fork_one}, 2);
	return 0;
}
