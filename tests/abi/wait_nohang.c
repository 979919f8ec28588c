/* SPDX-License-Identifier: MIT */
/*
 * with WNOHANG, waitpid() returns 0 while a child runs, and its pid when it has ended.
 */
#include <abi.h>

int main(void)
{
	int fds[2], status = 0;
	char byte;
	pid_t pid, ended = 0;

	SHOW(pipe(fds));
	pid = fork();
	if (pid == 0) {
		close(fds[1]);
		read(fds[0], &byte, 1);
		_exit(9);
	}
	SHOW(waitpid(pid, &status, WNOHANG));
	SHOW(waitpid(-1, &status, WNOHANG));
	close(fds[1]);
	for (int i = 0; i < 5000 && ended == 0; i++) {
		ended = waitpid(pid, &status, WNOHANG);
		if (!ended)
			sleep_ms(1);
	}
	YES(ended == pid);
	show_status("child", status);
	SHOW(waitpid(pid, &status, WNOHANG));
	return 0;
}
