/* SPDX-License-Identifier: MIT */
/*
 * two processes that answer each other a thousand times.
 */
#include <abi.h>

int main(void)
{
	int there[2], back[2], status, wrong = 0;
	pid_t pid;

	pipe(there);
	pipe(back);
	pid = fork();
	if (pid == 0) {
		int n;

		while (read(there[0], &n, sizeof(n)) == sizeof(n) && n) {
			n++;
			write(back[1], &n, sizeof(n));
		}
		_exit(0);
	}
	for (int i = 1; i <= 1000; i++) {
		int n = i;

		write(there[1], &n, sizeof(n));
		read(back[0], &n, sizeof(n));
		wrong += n != i + 1;
	}
	write(there[1], &(int){0}, sizeof(int));
	waitpid(pid, &status, 0);
	show_status("child", status);
	out("%d wrong", wrong);
	return 0;
}
