/* SPDX-License-Identifier: MIT */
/*
 * sigprocmask(): block, unblock, set; SIGKILL and SIGSTOP cannot be blocked.
 */
#include <abi.h>

int main(void)
{
	sigset_t set, old;

	sigfillset(&set);
	SHOW(sigprocmask(SIG_SETMASK, &set, &old));
	SHOW(sigprocmask(SIG_BLOCK, NULL, &set));
	YES(!sigismember(&set, SIGKILL) && !sigismember(&set, SIGSTOP));
	YES(sigismember(&set, SIGTERM) && sigismember(&set, SIGSEGV));
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	SHOW(sigprocmask(SIG_UNBLOCK, &set, NULL));
	sigprocmask(SIG_BLOCK, NULL, &set);
	YES(!sigismember(&set, SIGTERM) && sigismember(&set, SIGINT));
	SHOW(sigprocmask(99, &set, NULL));
	SHOW(sigprocmask(99, NULL, &set));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NOWHERE, NULL, 8));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, KERNEL, 8));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, NULL, 4));
	return 0;
}
