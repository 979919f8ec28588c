/* SPDX-License-Identifier: MIT */
/*
 * execve() from any thread ends the others and keeps the pid.
 */
#include <abi.h>

static pid_t pid;

static void *other(void *unused)
{
	for (;;)
		pause();
	return NULL;
}

static void *execs(void *unused)
{
	char number[16], *args[] = {"exec_threads", number, NULL}, *env[] = {NULL};

	snprintf(number, sizeof(number), "%d", pid);
	execve("/proc/self/exe", args, env);
	out("execve failed");
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t t;

	if (argc > 1) {
		YES(getpid() == atoi(argv[1]));
		YES(gettid() == getpid());
		return 12;
	}
	pid = getpid();
	pthread_create(&t, NULL, other, NULL);
	pthread_create(&t, NULL, execs, NULL);
	pthread_join(t, NULL);
	return 1;
}
