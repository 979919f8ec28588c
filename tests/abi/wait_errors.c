/* SPDX-License-Identifier: MIT */
/*
 * wait4() without children, for children of others, with bad options and pointers.
 */
#include <abi.h>

static void child(void)
{
	_exit(0);
}

int main(void)
{
	int status = 77;
	pid_t pid;

	SHOW(wait(&status));
	SHOW(waitpid(-1, &status, WNOHANG));
	SHOW(waitpid(1, &status, 0));
	SHOW(waitpid(-12345, &status, 0));
	SHOW(waitpid(0, &status, WNOHANG));
	SHOW(waitpid(-1, &status, 0x40));
	RAW(wait4, (int)0x80000000, NULL, 0, NULL);
	out("status untouched: %d", status);
	pid = fork();
	if (pid == 0)
		child();
	sleep_ms(20);
	SHOW(syscall(SYS_wait4, pid, KERNEL, 0, NULL));
	SHOW(syscall(SYS_wait4, pid, NULL, 0, NULL));
	return 0;
}
