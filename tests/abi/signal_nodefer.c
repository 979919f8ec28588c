/* SPDX-License-Identifier: MIT */
/*
 * with SA_NODEFER a handler's own signal can interrupt it; with SA_RESETHAND the handler runs once.
 */
#include <abi.h>

static volatile int depth;

static void nested(int signal)
{
	int here = ++depth;

	out("enter %d", here);
	if (here < 4)
		raise(signal);
	out("leave %d", here);
}

static void once(int signal)
{
	struct sigaction now;

	sigaction(signal, NULL, &now);
	out("once: default now %d", now.sa_handler == SIG_DFL);
}

static void twice(void)
{
	raise(SIGUSR2);
	raise(SIGUSR2);
	out("not reached");
}

int main(void)
{
	struct sigaction action = {.sa_handler = nested, .sa_flags = SA_NODEFER};

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	action = (struct sigaction){.sa_handler = once, .sa_flags = (int)SA_RESETHAND};
	sigaction(SIGUSR2, &action, NULL);
	in_child("twice", twice);
	return 0;
}
