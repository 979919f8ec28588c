/* SPDX-License-Identifier: MIT */
/*
 * execve() passes arguments and environment on unchanged.
 */
#include <abi.h>

extern char **environ;

int main(int argc, char **argv)
{
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			out("argv[%d] = '%s'", i, argv[i]);
		out("argv[argc] %s NULL", argv[argc] ? "is not" : "is");
		for (char **e = environ; *e; e++)
			out("env '%s'", *e);
		return 17;
	}
	char *args[] = {"exec_args", "", "one word", "\xff\x01", "last", NULL};
	char *env[] = {"A=1", "EMPTY=", "no equals", NULL};

	SHOW(execve("/proc/self/exe", args, env));
	return 1;
}
