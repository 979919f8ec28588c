/* SPDX-License-Identifier: MIT */
/*
 * kill(0) and kill(-group) reach a whole group.
 */
#include <abi.h>

static void handler(int signal)
{
}

static void child(void)
{
	pid_t pids[3];
	int status;

	setpgid(0, 0);
	signal(SIGUSR1, handler);
	for (int i = 0; i < 3; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			signal(SIGUSR1, SIG_DFL);
			for (;;)
				pause();
		}
	}
	sleep_ms(30);
	SHOW(kill(0, SIGUSR1));
	for (int i = 0; i < 3; i++) {
		waitpid(pids[i], &status, 0);
		show_status("member", status);
	}
	SHOW(kill(-getpgrp(), 0));
}

int main(void)
{
	in_child("leader", child);
	return 0;
}
