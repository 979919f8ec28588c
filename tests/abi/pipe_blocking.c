/* SPDX-License-Identifier: MIT */
/*
 * readers and writers wait for each other; a large write arrives whole.
 */
#include <abi.h>

int main(void)
{
	static char block[300000];
	int fds[2], status, wrong = 0;
	long sum = 0, n;
	pid_t pid;

	pipe(fds);
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		for (unsigned i = 0; i < sizeof(block); i++)
			block[i] = (char)(i / 1000);
		_exit(write(fds[1], block, sizeof(block)) == sizeof(block) ? 5 : 6);
	}
	close(fds[1]);
	while ((n = read(fds[0], block, 7777)) > 0) {
		for (long i = 0; i < n; i++)
			wrong += block[i] != (char)((sum + i) / 1000);
		sum += n;
	}
	out("%ld bytes, %d wrong, then %ld", sum, wrong, n);
	waitpid(pid, &status, 0);
	show_status("writer", status);
	return 0;
}
