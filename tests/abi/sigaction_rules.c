/* SPDX-License-Identifier: MIT */
/*
 * sigaction(): the old action, signals that cannot be caught, bad numbers and pointers.
 */
#include <abi.h>

static void handler(int signal)
{
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART | SA_NODEFER}, old;

	sigaddset(&action.sa_mask, SIGUSR2);
	SHOW(sigaction(SIGUSR1, &action, NULL));
	SHOW(sigaction(SIGUSR1, NULL, &old));
	YES(old.sa_handler == handler);
	YES((old.sa_flags & ~0x4000000) == (SA_RESTART | SA_NODEFER));
	YES(sigismember(&old.sa_mask, SIGUSR2) && !sigismember(&old.sa_mask, SIGUSR1));
	SHOW(sigaction(SIGKILL, &action, NULL));
	SHOW(sigaction(SIGSTOP, &action, NULL));
	SHOW(sigaction(SIGKILL, NULL, &old));
	SHOW(syscall(SYS_rt_sigaction, 0, NULL, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, 65, NULL, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, 64, NULL, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NOWHERE, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, KERNEL, 8));
	return 0;
}
