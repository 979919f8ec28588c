/* SPDX-License-Identifier: MIT */
/*
 * siglongjmp() out of a handler restores the mask; so does longjmp() to a setjmp() that saved it.
 */
#include <abi.h>
#include <setjmp.h>

static sigjmp_buf with_mask, without;

static void handler(int signal)
{
	siglongjmp(signal == SIGUSR1 ? with_mask : without, 1);
}

int main(void)
{
	sigset_t set;

	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	if (sigsetjmp(with_mask, 1) == 0)
		raise(SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &set);
	out("USR1 blocked %d", sigismember(&set, SIGUSR1));
	if (sigsetjmp(without, 0) == 0)
		raise(SIGUSR2);
	sigprocmask(SIG_BLOCK, NULL, &set);
	out("USR2 blocked %d", sigismember(&set, SIGUSR2));
	return 0;
}
