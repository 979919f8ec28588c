/* SPDX-License-Identifier: MIT */
/*
 * abort() ends the process even if SIGABRT is blocked, ignored or caught.
 */
#include <abi.h>

static void ignored(void)
{
	signal(SIGABRT, SIG_IGN);
	abort();
}

static void handler(int signal)
{
	out("handler");
}

static void caught(void)
{
	signal(SIGABRT, handler);
	abort();
}

static void blocked(void)
{
	sigset_t set;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	abort();
}

int main(void)
{
	in_child("plain", abort);
	in_child("ignored", ignored);
	in_child("caught", caught);
	in_child("blocked", blocked);
	return 0;
}
