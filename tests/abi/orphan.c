/* SPDX-License-Identifier: MIT */
/*
 * a child whose parent has ended gets another parent and continues.
 */
#include <abi.h>

int main(void)
{
	int fds[2], status;
	pid_t middle, pid;
	char text[64] = "";

	pipe(fds);
	middle = fork();
	if (middle == 0) {
		pid_t self = getpid();

		if (fork() == 0) {
			for (int i = 0; i < 5000 && getppid() == self; i++)
				sleep_ms(1);
			dprintf(fds[1], "new parent: %d", getppid() != self && getppid() > 0);
			_exit(0);
		}
		_exit(4);
	}
	pid = waitpid(middle, &status, 0);
	YES(pid == middle);
	show_status("middle", status);
	close(fds[1]);
	YES(read(fds[0], text, sizeof(text) - 1) > 0);
	out("%s", text);
	SHOW(wait(NULL));
	return 0;
}
