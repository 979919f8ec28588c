/* SPDX-License-Identifier: MIT */
/*
 * Runs the ABI programs named as arguments, one after another, each in a folder of its own with its
 * output in a file. Prints the output between two marks that tests/abi/harness.py looks for. Kills
 * a program that does not end in time.
 */
#include <uapi/errno.h>
#include <uapi/fcntl.h>
#include <uapi/signal.h>
#include <user.h>

#define TIME_S   20
#define PROGRAMS "/bin/programs"
#define OUTPUT   "/tmp/.output"

static char *environment[] = {"PATH=/bin", "HOME=/root", "ABI=1", NULL};
static char content[65536];

static void run_program(char *name, long output)
{
	char *argv[] = {name, NULL};
	long null = SYSCALL(__NR_openat, AT_FDCWD, "/dev/null", O_RDWR, 0);

	SYSCALL(__NR_setpgid, 0, 0);
	if (null >= 0)
		SYSCALL(__NR_dup3, null, 0, 0);
	if (output >= 0) {
		SYSCALL(__NR_dup3, output, 1, 0);
		SYSCALL(__NR_dup3, output, 2, 0);
		SYSCALL(__NR_close, output);
	}
	if (null > 2)
		SYSCALL(__NR_close, null);
	quit(SYSCALL(__NR_execve, PROGRAMS, argv, environment) ? 126 : 0);
}

static long spawn_watchdog(void)
{
	long time[2] = {TIME_S, 0}, pid = SYSCALL(__NR_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0) {
		SYSCALL(__NR_nanosleep, time, 0);
		quit(0);
	}
	return pid;
}

/* The status of `pid`, or -1 if it had to be killed. */
static int wait_for(long pid, long watchdog)
{
	int status = 0, result = 0;
	long ended;

	while ((ended = SYSCALL(__NR_wait4, -1, &status, 0, 0)) != pid) {
		if (ended < 0 && ended != -EINTR)
			return -1;
		if (ended == watchdog) {
			SYSCALL(__NR_kill, pid, SIGKILL);
			result = -1;
		}
	}
	SYSCALL(__NR_kill, -pid, SIGKILL); /* processes that the program left behind */
	SYSCALL(__NR_kill, watchdog, SIGKILL);
	while (SYSCALL(__NR_wait4, -1, 0, 1 /* WNOHANG */, 0) > 0)
		;
	return result ? result : status;
}

static void show_output(long output)
{
	long n;

	SYSCALL(__NR_lseek, output, 0, 0);
	while ((n = SYSCALL(__NR_read, output, content, sizeof(content))) > 0)
		SYSCALL(__NR_write, 1, content, n);
}

int main(int argc, char **argv)
{
	print("\n");
	for (int i = 1; i < argc; i++) {
		long output, pid;
		int status;

		SYSCALL(__NR_chdir, "/tmp");
		output = SYSCALL(__NR_openat, AT_FDCWD, OUTPUT, O_RDWR | O_CREAT | O_TRUNC, 0600);
		SYSCALL(__NR_mkdirat, AT_FDCWD, argv[i], 0700);
		SYSCALL(__NR_chdir, argv[i]);
		print("<<< %s\n", argv[i]);
		pid = SYSCALL(__NR_clone, SIGCHLD, 0, 0, 0, 0);
		if (pid == 0)
			run_program(argv[i], output);
		status = wait_for(pid, spawn_watchdog());
		show_output(output);
		SYSCALL(__NR_close, output);
		print("\n>>> %s %s %d\n", argv[i],
			status < 0      ? "timeout"
			: status & 0x7f ? "signal"
					: "exit",
			status & 0x7f ? status & 0x7f : status >> 8);
	}
	return 0;
}
