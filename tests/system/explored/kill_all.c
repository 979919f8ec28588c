/* SPDX-License-Identifier: MIT */
/*
 * A process signals all processes that it may: those of its own run, and no others. Status 1: one
 * of them did not get the signal. With SURE it kills them all.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef SURE
#define SIGNAL SIGKILL
#else
#define SIGNAL SIGTERM
#endif

int main(void)
{
	int status, ended = 0, killed = 0;

	if (!fork()) {
		for (;;)
			pause();
	}
	signal(SIGTERM, SIG_IGN);
	printf("nice %d at first\n", getpriority(PRIO_PROCESS, 0));
	fflush(stdout);
	if (!fork()) {
		setpriority(PRIO_USER, 0, 5); /* the whole run's status */
		usleep(1000);
		_exit(kill(-1, SIGNAL));
	}
	while (wait(&status) > 0) {
		ended++;
		killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
	}
	printf("%d ended, %d killed, nice %d\n", ended, killed, getpriority(PRIO_PROCESS, 0));
	return ended != 2 || killed != 1;
}
