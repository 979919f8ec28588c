/* SPDX-License-Identifier: MIT */
/*
 * endless recursion raises SIGSEGV, which can be handled on another stack.
 */
#include <abi.h>
#include <setjmp.h>

static sigjmp_buf again;

static int forever(int n)
{
	volatile char space[1000];

	space[0] = (char)n;
	return forever(n + 1) + space[0];
}

static void overflow(void)
{
	forever(0);
}

static void handler(int signal)
{
	siglongjmp(again, signal);
}

int main(void)
{
	static char other[65536];
	stack_t stack = {.ss_sp = other, .ss_size = sizeof(other)};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
	int signal;

	in_child("overflow", overflow);
	SHOW(sigaltstack(&stack, NULL));
	sigaction(SIGSEGV, &action, NULL);
	signal = sigsetjmp(again, 1);
	if (signal == 0)
		overflow();
	out("came back with signal %d", signal);
	return 0;
}
