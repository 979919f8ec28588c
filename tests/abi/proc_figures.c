/* SPDX-License-Identifier: MIT */
/* The figures in /proc for this process, compared with the results of system calls. */
#include "abi.h"
#include <sys/utsname.h>

static char text[8192];

static const char *slurp(const char *path)
{
	int fd = open(path, O_RDONLY);
	long n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = 0;
	close(fd);
	return text;
}

/* The value after "name:" in a file. */
static const char *field(const char *path, const char *name)
{
	static char value[256];
	char *at = strstr(slurp(path), name);

	value[0] = 0;
	if (at)
		sscanf(at + strlen(name), ":%*[ \t]%255[^\n]", value);
	return value;
}

static void note(int signo)
{
}

static void show_stat(void)
{
	char state = 0;
	int pid = 0, ppid = 0, pgrp = 0, sid = 0, tty, tpgid, priority = 0, nice = 0, threads = 0;
	unsigned long long start = 0, up, idle;
	const char *after = strrchr(slurp("/proc/self/stat"), ')') + 2;

	sscanf(text, "%d", &pid);
	sscanf(after, "%c %d %d %d %d %d %*u %*u %*u %*u %*u %*u %*u %*d %*d %d %d %d %*d %llu",
		&state, &ppid, &pgrp, &sid, &tty, &tpgid, &priority, &nice, &threads, &start);
	YES(pid == getpid() && ppid == getppid() && pgrp == getpgrp() && sid == getsid(0));
	out("state %c priority %d nice %d threads %d", state, priority, nice, threads);
	sscanf(slurp("/proc/uptime"), "%llu.%llu", &up, &idle);
	YES(start > 0 && start / 100 <= up && start / 100 + 60 >= up);
}

static void figures(void)
{
	sigset_t set;

	signal(SIGUSR1, note);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGHUP);
	setpriority(PRIO_PROCESS, 0, 7);
	show_stat();
	out("blocked %s", field("/proc/self/status", "SigBlk"));
	/* Except the signals that the C library reserves for itself. */
	out("ignored %llx", strtoull(field("/proc/self/status", "SigIgn"), NULL, 16) & 0x7fffffff);
	out("caught %s", field("/proc/self/status", "SigCgt"));
	out("pending %s", field("/proc/self/status", "SigPnd"));
	out("uids %s", field("/proc/self/status", "Uid"));
	umask(037);
	out("umask %s", field("/proc/self/status", "Umask"));
	out("threads %s", field("/proc/self/status", "Threads"));
	YES(atoi(field("/proc/self/status", "PPid")) == getppid());
	YES(atoi(field("/proc/self/status", "VmRSS")) > 0);
	YES(atoi(field("/proc/self/status", "voluntary_ctxt_switches")) >= 0);
	out("privileges %s", field("/proc/self/status", "NoNewPrivs"));
}

static void limits(void)
{
	struct rlimit limit = {100, 200};

	setrlimit(RLIMIT_NOFILE, &limit);
	slurp("/proc/self/limits");
	out("%.*s", (int)strcspn(text, "\n"), text);
	out("%.*s", (int)strcspn(strstr(text, "Max open files"), "\n"),
		strstr(text, "Max open files"));
}

int main(void)
{
	struct utsname names;
	char id[64];
	long total, free_kib;

	in_child("figures", figures);
	in_child("limits", limits);
	uname(&names);
	slurp("/proc/sys/kernel/osrelease");
	YES(strncmp(text, names.release, strlen(names.release)) == 0);
	slurp("/proc/sys/kernel/hostname");
	YES(strncmp(text, names.nodename, strlen(names.nodename)) == 0);
	out("%s", strtok((char *)slurp("/proc/sys/kernel/ostype"), "\n"));
	YES(strncmp(slurp("/proc/version"), "Linux version ", 14) == 0);
	YES(strlen(slurp("/proc/sys/kernel/random/uuid")) == 37);
	strcpy(id, slurp("/proc/sys/kernel/random/boot_id"));
	YES(strlen(id) == 37 && strcmp(id, slurp("/proc/sys/kernel/random/boot_id")) == 0);
	total = atol(field("/proc/meminfo", "MemTotal"));
	free_kib = atol(field("/proc/meminfo", "MemFree"));
	YES(total > 0 && free_kib > 0 && free_kib < total);
	YES(strstr(slurp("/proc/stat"), "ctxt ") && atoll(strstr(text, "ctxt ") + 5) > 0);
	YES(strstr(slurp("/proc/stat"), "btime ") &&
		llabs(atoll(strstr(text, "btime ") + 6) + atoll(slurp("/proc/uptime")) -
			time(NULL)) < 3);
	YES(strstr(slurp("/proc/self/mountinfo"), " / / ") != NULL);
	YES(strstr(slurp("/proc/self/mounts"), " / ") != NULL);
	YES(strstr(slurp("/proc/filesystems"), "tmpfs") != NULL);
	YES(atoi(slurp("/proc/sys/kernel/pid_max")) >= 32768);
	YES(atoi(slurp("/proc/sys/fs/file-max")) > 0 || text[0] == '9');
	return 0;
}
