/* SPDX-License-Identifier: MIT */
/*
 * the default action of each signal.
 */
#include <abi.h>

static int number;

static void child(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	raise(number);
}

int main(void)
{
	static const int stops[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};

	for (number = 1; number < 32; number++) {
		bool is_stop = false;

		for (int i = 0; i < 4; i++)
			is_stop |= number == stops[i];
		if (!is_stop)
			in_child(sigabbrev_np(number), child);
	}
	number = SIGRTMAX;
	pid_t pid = fork();
	int status;
	if (pid == 0)
		child();
	waitpid(pid, &status, 0);
	YES(WIFSIGNALED(status) && WTERMSIG(status) == SIGRTMAX);
	return 0;
}
