/* SPDX-License-Identifier: MIT */
/*
 * Commits the fault that its name says (/bin/fault-null and so on), for which the kernel kills it.
 * If it survives, its status is 77 where the architecture has no such fault, and 78 otherwise.
 */
#include <fault.h>
#include <user.h>

static int data[16];

static int name_is(const char *path, const char *what)
{
	const char *dash = path;

	for (; *path; path++)
		if (*path == '-')
			dash = path + 1;
	while (*dash && *dash == *what)
		dash++, what++;
	return *dash == *what;
}

int main(int argc, char **argv)
{
	/* Addresses that are unknown to the compiler. */
	volatile uintptr_t null = 0, text = (uintptr_t)main, store = (uintptr_t)data;
	volatile intptr_t kernel = -0x100000;

	if (name_is(argv[0], "null"))
		return *(volatile int *)null;
	else if (name_is(argv[0], "text"))
		*(volatile char *)text = 0;
	else if (name_is(argv[0], "execute"))
		((void (*)(void))store)();
	else if (name_is(argv[0], "kernel"))
		((void (*)(void))kernel)();
	else if (name_is(argv[0], "divide"))
		divide_by_zero();
	else if (name_is(argv[0], "illegal"))
		illegal_instruction();
	else if (name_is(argv[0], "privileged"))
		privileged_instruction();
	else
		return argc;
	return name_is(argv[0], "divide") && !DIVIDING_BY_ZERO_FAULTS ? 77 : 78;
}
