/* SPDX-License-Identifier: MIT */
/*
 * SA_SIGINFO: the sender, the cause and the value of a signal.
 */
#include <abi.h>

static void handler(int signal, siginfo_t *info, void *context)
{
	out("signal %d code %d value %d errno %d", info->si_signo, info->si_code,
		info->si_code == SI_QUEUE ? info->si_value.sival_int : 0, info->si_errno);
	YES(info->si_pid == getpid() && info->si_uid == getuid());
	YES(context != NULL);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGRTMIN + 1, &action, NULL);
	SHOW(kill(getpid(), SIGUSR1));
	SHOW(tgkill(getpid(), gettid(), SIGUSR1));
	SHOW(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 1234}));
	SHOW(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = -5}));
	SHOW(pthread_kill(pthread_self(), SIGUSR1));
	return 0;
}
