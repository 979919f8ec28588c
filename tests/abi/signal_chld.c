/* SPDX-License-Identifier: MIT */
/*
 * SIGCHLD: its siginfo; SA_NOCLDWAIT and ignoring it leave no zombies.
 */
#include <abi.h>

static volatile int calls;
static siginfo_t got;

static void handler(int signal, siginfo_t *info, void *context)
{
	got = *info;
	calls++;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	pid_t pid;

	sigaction(SIGCHLD, &action, NULL);
	pid = fork();
	if (pid == 0)
		_exit(12);
	await(&calls, 1);
	out("code %d status %d own %d", got.si_code, got.si_status, got.si_pid == pid);
	waitpid(pid, NULL, 0);
	pid = fork();
	if (pid == 0)
		raise(SIGTERM);
	await(&calls, 2);
	out("code %d status %d", got.si_code, got.si_status);
	waitpid(pid, NULL, 0);
	signal(SIGCHLD, SIG_IGN);
	pid = fork();
	if (pid == 0)
		_exit(1);
	SHOW(waitpid(pid, NULL, 0));
	action.sa_flags = SA_SIGINFO | SA_NOCLDWAIT;
	sigaction(SIGCHLD, &action, NULL);
	pid = fork();
	if (pid == 0)
		_exit(1);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	SHOW(waitpid(pid, NULL, 0));
	return 0;
}
