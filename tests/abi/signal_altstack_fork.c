/* SPDX-License-Identifier: MIT */
/*
 * sigaltstack(): a child keeps the stack across fork(), and so does vfork()'s child; a new thread
 * has none.
 */
#include <abi.h>
#include <pthread.h>
#include <sys/wait.h>

static char memory[65536];

static int has_stack(void)
{
	stack_t now;

	return !sigaltstack(NULL, &now) && now.ss_sp == memory && now.ss_flags == 0;
}

static void *look(void *unused)
{
	YES(!has_stack());
	return unused;
}

int main(void)
{
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	pthread_t thread;
	int status;

	SHOW(sigaltstack(&stack, NULL));
	if (!fork())
		_exit(has_stack());
	wait(&status);
	out("fork %d", WEXITSTATUS(status));
	if (!vfork())
		_exit(has_stack());
	wait(&status);
	out("vfork %d", WEXITSTATUS(status));
	pthread_create(&thread, NULL, look, NULL);
	pthread_join(thread, NULL);
	return 0;
}
