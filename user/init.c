/* SPDX-License-Identifier: MIT */
/*
 * The first process of an initial ramdisk made by scripts/make-initrd: runs what /etc/run lists, a
 * login shell without one, waits for it and for orphans, and ends with its status as a shell gives
 * it (128 + signal). The machine halts with the status of its first process.
 */
#include <errno.h>
#include <user.h>

#define AT_FDCWD  (-100)
#define O_RDWR    2
#define SIGCHLD   17
#define TIOCSCTTY 0x540e
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
		return; /* what the kernel has given us is all there is */
	for (int fd = 0; fd < 3; fd++)
		if (fd != console)
			SYSCALL(__NR_dup3, console, fd, 0);
	if (console > 2)
		SYSCALL(__NR_close, console);
}

/* The words of /etc/run, each ended by a zero byte. False when there is no such file. */
static int read_run(void)
{
	long fd = SYSCALL(__NR_openat, AT_FDCWD, "/etc/run", 0, 0), n, size = 0;
	int count = 0;

	if (fd < 0)
		return 0;
	while ((n = SYSCALL(__NR_read, fd, run + size, RUN_SIZE - 1 - size)) > 0)
		size += n;
	SYSCALL(__NR_close, fd);
	for (char *p = run; p < run + size && count < WORDS_MAX; count++) {
		words[count] = p;
		while (*p++)
			;
	}
	return count > 0;
}

static int is_name(const char *path)
{
	while (*path && *path != '/')
		path++;
	return !*path;
}

/* A name without a slash is looked for as a shell would. */
static const char *in_folder(const char *folder, const char *name)
{
	static char path[256];
	char *p = path;

	while (*folder)
		*p++ = *folder++;
	while (*name && p < path + sizeof(path) - 1)
		*p++ = *name++;
	*p = 0;
	return path;
}

static void start(const char *path, char **argv)
{
	long error;

	SYSCALL(__NR_setsid);
	SYSCALL(__NR_ioctl, 0, TIOCSCTTY, 1);
	error = SYSCALL(__NR_execve, path, argv, environment);
	for (int i = 0; i < 2 && error == -ENOENT && is_name(path); i++)
		error = SYSCALL(__NR_execve, in_folder(folders[i], path), argv, environment);
	print("init: %s does not start (error %d)\n", path, (int)-error);
	quit(error == -ENOENT ? 127 : 126);
}

int main(int argc, char **argv)
{
	const char *path = "/bin/sh";
	char **command = shell;
	int status = 0;
	long pid, ended;

	(void)argc;
	(void)argv;
	open_console();
	/* The kernel may have done it. */
	SYSCALL(__NR_mount, "proc", "/proc", "proc", 0, 0);
	SYSCALL(__NR_mount, "devpts", "/dev/pts", "devpts", 0, 0);
	SYSCALL(__NR_chdir, "/root");
	if (read_run()) {
		command = words;
		path = words[0];
	}
	if (command == words)
		print("\033]heddle\a"); /* scripts/run: the output begins here */
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
