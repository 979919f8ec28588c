/* SPDX-License-Identifier: MIT */
/*
 * argument lists that are too large fail with E2BIG.
 */
#include <abi.h>

int main(void)
{
	size_t size = 132 * 1024;
	char *word = malloc(size + 1), *args[] = {"x", word, NULL}, *env[] = {NULL};

	memset(word, 'a', size);
	word[size] = 0;
	SHOW(execve("/proc/self/exe", args, env));
	SHOW(execve("/proc/self/exe", env, args));
	word[100] = 0;
	args[0] = "getpid";
	SHOW(execve("/proc/self/exe", args, env));
	return 1;
}
