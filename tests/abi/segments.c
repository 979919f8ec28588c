/* SPDX-License-Identifier: MIT */
/*
 * On x86 a program may load segment registers, and with them the bases of its thread-local storage.
 * Other programs do not notice.
 */
#include <abi.h>

static __thread volatile int mine = 42;

/* The C library needs its thread-local storage, so no call to the library from here on. */
static void lose_base(void)
{
#ifdef __x86_64__
	for (int i = 0; i < 2000; i++) {
		long result = SYS_sched_yield;

		asm volatile("xorl %%ecx, %%ecx\n\tmovl %%ecx, %%fs\n\tmovl %%ecx, %%gs\n\tsyscall"
			     : "+a"(result)::"rcx", "r11", "memory");
	}
	asm volatile("syscall" ::"a"(SYS_exit_group), "D"(0) : "rcx", "r11", "memory");
#endif
	_exit(0);
}

int main(void)
{
	pid_t pids[3];
	int bad = 0;

	for (int i = 0; i < 3; i++)
		if ((pids[i] = fork()) == 0)
			lose_base();
	for (int i = 0; i < 2000; i++) {
		sched_yield();
		bad += mine != 42;
	}
	for (int i = 0; i < 3; i++)
		waitpid(pids[i], NULL, 0);
	out("wrong: %d", bad);
	return 0;
}
