/* SPDX-License-Identifier: MIT */
/*
 * A word across the end of a cache line is written in two parts.
 *
 * pattern: torn misaligned word
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char lines[128] __attribute__((aligned(64)));

/* One instruction, as compilers for RISC-V would use one for each byte. */
static unsigned load(const char *at)
{
	unsigned value;

#if defined(__riscv)
	asm volatile("lw %0, %1" : "=r"(value) : "m"(*(const unsigned *)at));
#else
	asm volatile("mov %1, %0" : "=r"(value) : "m"(*(const unsigned *)at));
#endif
	return value;
}

static void store(char *at, unsigned value)
{
#if defined(__riscv)
	asm volatile("sw %1, %0" : "=m"(*(unsigned *)at) : "r"(value));
#else
	asm volatile("mov %1, %0" : "=m"(*(unsigned *)at) : "r"(value));
#endif
}

static void *writer(void *unused)
{
	lock_if_fixed(&lock);
	store(lines + 62, 0x11111111);
	unlock_if_fixed(&lock);
	return NULL;
}

static void *reader(void *unused)
{
	unsigned value;

	lock_if_fixed(&lock);
	value = load(lines + 62);
	unlock_if_fixed(&lock);
	check(value == 0 || value == 0x11111111);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){writer, reader}, 2);
	puts("done");
	return 0;
}
