/* SPDX-License-Identifier: MIT */
/*
 * a fault whose signal is blocked or ignored ends the process.
 */
#include <abi.h>

static void blocked(void)
{
	sigset_t set;

	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	*(volatile char *)NOWHERE = 1;
}

static void ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	*(volatile char *)NOWHERE = 1;
}

static void handler(int signal)
{
	*(volatile char *)NOWHERE = 1;
}

static void in_handler(void)
{
	signal(SIGSEGV, handler);
	*(volatile char *)NOWHERE = 1;
}

static void bad_stack(void)
{
	static char memory[65536];
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	stack.ss_sp = mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
}

int main(void)
{
	in_child("blocked", blocked);
	in_child("ignored", ignored);
	in_child("in its handler", in_handler);
	in_child("no stack for the frame", bad_stack);
	return 0;
}
