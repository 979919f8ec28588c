/* SPDX-License-Identifier: MIT */
/*
 * A process without privileges cannot signal other users' processes, change their scheduling or
 * limits, read their memory and files, exceed its number of processes, or regain privileges.
 */
#include <abi.h>
#include <grp.h>

#define UID 1000

static pid_t root, victim;

static void look(const char *name)
{
	char path[64], byte;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", root, name);
	errno = 0;
	fd = open(path, O_RDONLY);
	out("%s: %s", name, fd < 0 || read(fd, &byte, 1) < 0 ? strerrorname_np(errno) : "readable");
	close(fd);
}

static void look_at_links(void)
{
	char path[64], target[64];

	snprintf(path, sizeof(path), "/proc/%d/cwd", root);
	SHOW(readlink(path, target, sizeof(target)));
	snprintf(path, sizeof(path), "/proc/%d/exe", root);
	SHOW(readlink(path, target, sizeof(target)));
	YES(readlink("/proc/self/exe", target, sizeof(target)) > 0);
}

static void harm_others(void)
{
	struct sched_param param = {0};
	struct rlimit limit = {10, 10};
	union sigval value = {0};
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	SHOW(kill(victim, SIGTERM));
	SHOW(kill(victim, 0));
	SHOW(kill(1, SIGUSR1));
	SHOW(syscall(SYS_tgkill, victim, victim, SIGTERM));
	SHOW(sigqueue(victim, SIGUSR1, value));
	SHOW(sched_setscheduler(victim, SCHED_BATCH, &param));
	SHOW(sched_setaffinity(victim, sizeof(set), &set));
	SHOW(setpriority(PRIO_PROCESS, (id_t)victim, 5));
	SHOW(prlimit(victim, RLIMIT_NOFILE, &limit, NULL));
	SHOW(prlimit(victim, RLIMIT_NOFILE, NULL, &limit));
}

static void many_processes(void)
{
	struct rlimit limit = {4, 4};
	int forked = 0;
	pid_t pid;

	SHOW(setrlimit(RLIMIT_NPROC, &limit));
	while ((pid = fork()) >= 0) {
		if (pid == 0) {
			pause();
			_exit(0);
		}
		forked++;
	}
	out("%d children, then %s", forked, strerrorname_np(errno));
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
}

static void regain(void)
{
	SHOW(setuid(0));
	SHOW(setresuid(-1, 0, -1));
	SHOW(setgroups(0, NULL));
	SHOW(setpgid(0, 0));
}

static void without_rights(void)
{
	SHOW(setgroups(0, NULL));
	SHOW(setresgid(UID, UID, UID));
	SHOW(setresuid(UID, UID, UID));
	regain();
	harm_others();
	look("environ");
	look("maps");
	look("status");
	look_at_links();
	many_processes();
}

/* A sister process has the ids of its creator, not those of their common parent. */
static void sister(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		setresuid(UID, UID, UID);
		if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0)
			_exit(getuid() == UID && geteuid() == UID ? 5 : 6);
		_exit(5);
	}
	for (int i = 0; i < 2; i++) {
		wait(&status);
		show_status("one of two", status);
	}
}

int main(void)
{
	root = getpid();
	victim = fork();
	if (victim == 0) {
		pause();
		_exit(0);
	}
	in_child("without rights", without_rights);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
	sister();
	return 0;
}
