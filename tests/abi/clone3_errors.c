/* SPDX-License-Identifier: MIT */
/*
 * clone3() checks the size and the contents of its structure.
 */
#include <abi.h>
#include <linux/sched.h>

static long try(struct clone_args *args, size_t size)
{
	long pid = syscall(SYS_clone3, args, size);

	if (pid == 0)
		_exit(0);
	if (pid > 0) {
		waitpid((pid_t)pid, NULL, 0);
		return 0;
	}
	return pid;
}

int main(void)
{
	struct {
		struct clone_args args;
		char more[64];
	} big = {0};
	struct clone_args args = {.exit_signal = SIGCHLD};

	big.args = args;
	SHOW(try(&args, sizeof(args)));
	SHOW(try(&args, 64));
	SHOW(try(&args, 63));
	SHOW(try(&args, 0));
	SHOW(try(&big.args, sizeof(big)));
	big.more[60] = 1;
	SHOW(try(&big.args, sizeof(big)));
	SHOW(try(&args, 5000));
	SHOW(try(NOWHERE, sizeof(args)));
	args.exit_signal = 1000;
	SHOW(try(&args, sizeof(args)));
	args = (struct clone_args){.flags = CLONE_DETACHED, .exit_signal = SIGCHLD};
	SHOW(try(&args, sizeof(args)));
	args = (struct clone_args){.flags = SIGCHLD};
	SHOW(try(&args, sizeof(args)));
	args = (struct clone_args){.exit_signal = SIGCHLD, .stack_size = 4096};
	SHOW(try(&args, sizeof(args)));
	args = (struct clone_args){.flags = CLONE_THREAD};
	SHOW(try(&args, sizeof(args)));
	return 0;
}
