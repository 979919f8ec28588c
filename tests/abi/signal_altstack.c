/* SPDX-License-Identifier: MIT */
/*
 * sigaltstack(): handlers run on it; queries and errors.
 */
#include <abi.h>

static char memory[65536];

static void handler(int signal)
{
	char here;
	stack_t now;

	YES(&here >= memory && &here < memory + sizeof(memory));
	sigaltstack(NULL, &now);
	out("flags %x", now.ss_flags);
	SHOW(sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL));
}

int main(void)
{
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)}, old;
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	SHOW(sigaltstack(NULL, &old));
	out("flags %x", old.ss_flags);
	SHOW(sigaltstack(&stack, &old));
	SHOW(sigaltstack(NULL, &old));
	YES(old.ss_sp == memory && old.ss_size == sizeof(memory) && old.ss_flags == 0);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	stack.ss_size = 100;
	SHOW(sigaltstack(&stack, NULL));
	stack.ss_flags = 0x55;
	SHOW(sigaltstack(&stack, NULL));
	SHOW(sigaltstack(NOWHERE, NULL));
	SHOW(sigaltstack(NULL, NOWHERE));
	stack.ss_flags = SS_DISABLE;
	SHOW(sigaltstack(&stack, NULL));
	sigaltstack(NULL, &old);
	out("flags %x", old.ss_flags);
	return 0;
}
