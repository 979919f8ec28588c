/* SPDX-License-Identifier: MIT */
/*
 * shared anonymous memory stays shared across fork().
 */
#include <abi.h>

static volatile int *shared;

static void child(void)
{
	await(shared, 1);
	*shared = 2;
}

int main(void)
{
	pid_t pid;
	int status;

	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	out("starts with %d", *shared);
	pid = fork();
	if (pid == 0) {
		child();
		_exit(0);
	}
	*shared = 1;
	await(shared, 2);
	waitpid(pid, &status, 0);
	show_status("child", status);
	out("ends with %d", *shared);
	return 0;
}
