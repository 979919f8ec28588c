/* SPDX-License-Identifier: MIT */
/*
 * The first process of an initial ramdisk made by scripts/make-initrd. It runs the program that
 * /etc/run lists, or a login shell if there is no such file, reaps orphans meanwhile, and exits
 * with the program's status as a shell reports it (128 + signal). The machine halts with the status
 * of its first process.
 */
#include <lib/base.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>
#include <uapi/fcntl.h>
#include <uapi/signal.h>
#include <uapi/termios.h>
#include <user.h>
#include <words.h>

#define WORDS_MAX 512
#define RUN_SIZE  32768
#define CONSOLE   "/dev/console"

static char run[RUN_SIZE];
static char *words[WORDS_MAX + 1];
static char *environment[] = {"PATH=/bin:/sbin:/usr/local/bin", "HOME=/root", "TERM=vt100",
	"USER=root", "LOGNAME=root", "SHELL=/bin/sh", NULL};
static const char *const folders[] = {"/bin/", "/sbin/"};
static char *shell[] = {"-sh", NULL};

static void open_console(void)
{
	long console = SYSCALL(__NR_openat, AT_FDCWD, CONSOLE, O_RDWR, 0);

	if (console < 0)
		return; /* the descriptors that the kernel has opened must do */
	for (int fd = 0; fd < 3; fd++)
		if (fd != console)
			SYSCALL(__NR_dup3, console, fd, 0);
	if (console > 2)
		SYSCALL(__NR_close, console);
}

/* Replace this process; a name without a slash is looked up as a shell does. */
static void start(const char *path, char **argv)
{
	char found[PATH_MAX];
	long error;

	SYSCALL(__NR_setsid);
	SYSCALL(__NR_ioctl, 0, TIOCSCTTY, 1);
	error = SYSCALL(__NR_execve, path, argv, environment);
	for (size_t i = 0; i < ARRAY_SIZE(folders) && error == -ENOENT && !strchr(path, '/'); i++) {
		snprintf(found, sizeof(found), "%s%s", folders[i], path);
		error = SYSCALL(__NR_execve, found, argv, environment);
	}
	print("init: %s cannot be started (error %d)\n", path, (int)-error);
	quit(error == -ENOENT ? 127 : 126);
}

int main(int argc, char **argv)
{
	const char *path = "/bin/sh";
	char **command = shell;
	int status = 0;
	long pid, ended;

	open_console();
	/* The kernel may have mounted these already. */
	SYSCALL(__NR_mount, "proc", "/proc", "proc", 0, 0);
	SYSCALL(__NR_mount, "devpts", "/dev/pts", "devpts", 0, 0);
	SYSCALL(__NR_chdir, "/root");
	if (words_read("/etc/run", run, sizeof(run), words, WORDS_MAX) > 0) {
		command = words;
		path = words[0];
		print("\033]heddle\a"); /* scripts/run: the program's output begins here */
	}
	pid = SYSCALL(__NR_clone, SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		start(path, command);
	if (pid < 0) {
		print("init: no process for %s (error %d)\n", path, (int)-pid);
		return 126;
	}
	do
		ended = SYSCALL(__NR_wait4, -1, &status, 0, 0);
	while (ended != pid && (ended > 0 || ended == -EINTR));
	if (status & 0x7f) {
		print("init: %s ended by signal %d\n", path, status & 0x7f);
		return 128 + (status & 0x7f);
	}
	return status >> 8 & 0xff;
}
