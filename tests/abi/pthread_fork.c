/* SPDX-License-Identifier: MIT */
/*
 * fork() from a thread: the child has only that thread; atfork handlers run.
 */
#include <abi.h>

static void prepare(void)
{
	out("prepare");
}

static void parent(void)
{
	out("parent");
}

static void child(void)
{
	out("child");
}

static void *idle(void *unused)
{
	for (;;)
		pause();
	return NULL;
}

static void *forks(void *unused)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		YES(getpid() == gettid());
		_exit(3);
	}
	waitpid(pid, &status, 0);
	show_status("forked", status);
	return NULL;
}

int main(void)
{
	pthread_t t;

	pthread_atfork(prepare, NULL, child);
	(void)parent;
	pthread_create(&t, NULL, idle, NULL);
	pthread_create(&t, NULL, forks, NULL);
	pthread_join(t, NULL);
	return 0;
}
