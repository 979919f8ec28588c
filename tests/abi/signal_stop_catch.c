/* SPDX-License-Identifier: MIT */
/*
 * SIGTSTP and SIGCONT with handlers; a stop discards a pending continue.
 */
#include <abi.h>

static void handler(int signal)
{
	out("handler %s", sigabbrev_np(signal));
}

static void child(void)
{
	sigset_t set, pending;

	signal(SIGTSTP, handler);
	signal(SIGCONT, handler);
	raise(SIGTSTP);
	raise(SIGCONT);
	sigemptyset(&set);
	sigaddset(&set, SIGCONT);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGCONT);
	raise(SIGTSTP);
	sigpending(&pending);
	out("pending: TSTP %d CONT %d", sigismember(&pending, SIGTSTP),
		sigismember(&pending, SIGCONT));
	raise(SIGCONT);
	sigpending(&pending);
	out("pending: TSTP %d CONT %d", sigismember(&pending, SIGTSTP),
		sigismember(&pending, SIGCONT));
}

int main(void)
{
	in_child("child", child);
	return 0;
}
