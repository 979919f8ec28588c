/* SPDX-License-Identifier: MIT */
/*
 * errors of execve(), after which the process is unchanged.
 */
#include <abi.h>

int main(void)
{
	char *args[] = {"x", NULL}, *env[] = {NULL}, *bad_args[] = {"x", NOWHERE, NULL};
	char name[5000];
	int fd = open("text", O_CREAT | O_WRONLY, 0755);

	SHOW(write(fd, "no program at all, only text", 28));
	close(fd);
	close(open("empty", O_CREAT | O_WRONLY, 0755));
	close(open("not-executable", O_CREAT | O_WRONLY, 0644));
	mkdir("folder", 0755);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	SHOW(execve("missing", args, env));
	SHOW(execve("", args, env));
	SHOW(execve("text", args, env));
	SHOW(execve("empty", args, env));
	SHOW(execve("not-executable", args, env));
	SHOW(execve("folder", args, env));
	SHOW(execve("text/x", args, env));
	SHOW(execve("missing/x", args, env));
	SHOW(execve(name, args, env));
	SHOW(execve(NOWHERE, args, env));
	SHOW(execve(NULL, args, env));
	SHOW(execve("text", NOWHERE, env));
	SHOW(execve("text", bad_args, env));
	SHOW(execve("text", args, NOWHERE));
	return 0;
}
