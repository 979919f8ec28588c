/* SPDX-License-Identifier: MIT */
/*
 * clone() and clone3() with rare arguments: the first size of the structure, an exit signal that
 * does not exist, thread-local storage out of reach, and a thread id that would go to read-only
 * memory.
 */
#include <abi.h>
#include <linux/sched.h>

static pid_t raw_clone(unsigned long flags, void *child_tid, unsigned long tls)
{
#ifdef __x86_64__
	return (pid_t)syscall(SYS_clone, flags, 0, 0, child_tid, tls);
#else
	return (pid_t)syscall(SYS_clone, flags, 0, 0, tls, child_tid);
#endif
}

static void wait_any(pid_t pid)
{
	int status = 0;

	YES(pid > 0 && waitpid(pid, &status, __WALL) == pid);
	show_status("child", status);
}

static void exit_signals(void)
{
	static const int signals[] = {0, 64, 65, 200, 255};

	for (int i = 0; i < 5; i++) {
		pid_t pid;

		signal(64, SIG_IGN);
		pid = raw_clone((unsigned long)signals[i], NULL, 0);
		if (pid == 0)
			_exit(signals[i] & 7);
		YES(waitpid(pid, NULL, 0) < 0 && errno == ECHILD);
		wait_any(pid);
	}
}

static void first_size(void)
{
	struct clone_args args = {.exit_signal = SIGCHLD};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, CLONE_ARGS_SIZE_VER0);

	if (pid == 0)
		_exit(3);
	wait_any(pid);
	out("too small: %ld", syscall(SYS_clone3, &args, CLONE_ARGS_SIZE_VER0 - 8));
}

/* A failure late in the call leaves nothing behind. */
static void bad_tls(void)
{
#ifndef __riscv
	errno = 0;
	out("%d", raw_clone(CLONE_VFORK | CLONE_SETTLS | SIGCHLD, NULL, (unsigned long)-8));
	out("%s", strerrorname_np(errno));
#endif
	YES(waitpid(-1, NULL, __WALL) < 0 && errno == ECHILD);
}

static void read_only_id(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), word = 0;
	int *shared;
	pid_t pid;

	ftruncate(fd, PAGE);
	shared = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	word = *shared;
	pid = raw_clone(CLONE_CHILD_SETTID | SIGCHLD, shared, 0);
	if (pid == 0)
		_exit(0);
	wait_any(pid);
	YES(pread(fd, &word, sizeof(word), 0) == sizeof(word) && word == 0);
}

int main(void)
{
	exit_signals();
	first_size();
	bad_tls();
	read_only_id();
	return 0;
}
