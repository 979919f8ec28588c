/* SPDX-License-Identifier: MIT */
/*
 * The supervisor: hostile SEED ROUNDS. In each round it runs some workers for a moment, kills all
 * processes, removes the files that they left, and waits until the numbers of free pages, slab
 * objects and threads are as before. A remaining difference is a leak, and a remaining process
 * cannot be killed. Both are reported and end the run with status 1.
 */
#include "hostile.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tests/leaks.h>
#include <time.h>
#include <unistd.h>

#define WORKERS_MAX 6
#define ROUND_MS    120
#define CLEAN_MS    60000 /* the time that killed processes have to exit */
#define NPROC       200
#define WARM_UP     400 /* processes at once, to make the kernel's own tables grow beforehand */

void worker(uint64_t seed) __attribute__((noreturn));

static struct leak_state before, after;
static pid_t self;

static void sleep_ms(unsigned ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000l};

	nanosleep(&time, NULL);
}

/* By descriptors, since the paths may be longer than any call accepts. */
static void remove_all(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (unlinkat(fd, entry->d_name, 0) && errno == EISDIR) {
			remove_all(fd, entry->d_name);
			unlinkat(fd, entry->d_name, AT_REMOVEDIR);
		}
	}
	if (dir)
		closedir(dir);
}

static void say_what_it_does(pid_t pid)
{
	static char path[64], text[LEAK_TEXT];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	leak_read(path, text);
	printf("hostile: process %d is still there\n%s", pid, text);
	snprintf(path, sizeof(path), "/proc/%d/wchan", pid);
	leak_read(path, text);
	printf("waits for: %s\n", text);
}

/* Kill every process but init and this one, and return how many are still there. There is only one
 * buffer, since memory would have to grow with their number. */
static int kill_all(bool say)
{
	static char names[4096];
	int dir = open("/proc", O_RDONLY | O_DIRECTORY), count = 0;
	ssize_t n;

	if (dir < 0) {
		kill(-1, SIGKILL); /* out of memory, so there are some */
		return 1;
	}
	memset(names, 1, sizeof(names));
	while ((n = getdents64(dir, names, sizeof(names))) > 0) {
		const struct dirent64 *entry;

		for (ssize_t at = 0; at < n; at += entry->d_reclen) {
			pid_t pid;

			entry = (const struct dirent64 *)(names + at);
			pid = atoi(entry->d_name);
			if (pid <= 1 || pid == self || kill(pid, SIGKILL))
				continue;
			count++;
			if (say)
				say_what_it_does(pid);
		}
	}
	count += n < 0;
	close(dir);
	while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
		;
	return count;
}

static bool clean_up(void)
{
	pid_t pid;

	for (int ms = 0; kill_all(ms > CLEAN_MS); ms += 10) {
		if (ms > CLEAN_MS)
			return false;
		sleep_ms(10);
	}
	/* In a process of its own, since it allocates memory. */
	for (int ms = 0; (pid = fork()) < 0; ms += 10) {
		if (ms > CLEAN_MS)
			return false;
		sleep_ms(10);
	}
	if (pid == 0) {
		remove_all(AT_FDCWD, "/tmp");
		remove_all(AT_FDCWD, "/dev/shm");
		remove_all(AT_FDCWD, "/var/tmp");
		_exit(0);
	}
	return waitpid(pid, NULL, 0) == pid;
}

static bool is_as_before(void)
{
	for (int ms = 0; ms < CLEAN_MS; ms += 20) {
		leak_look(&after);
		if (leak_same(&before, &after))
			return true;
		sleep_ms(20);
	}
	leak_report(&before, &after);
	return false;
}

/* Wait until processes that have ended are entirely gone. */
static void settle(void)
{
	do {
		leak_look(&before);
		sleep_ms(20);
		leak_look(&after);
	} while (!leak_same(&before, &after));
}

/* When memory runs out, the workers are killed and not the supervisor. */
static void set_oom_score(const char *adjust)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);

	if (fd < 0 || write(fd, adjust, strlen(adjust)) < 0)
		printf("hostile: oom_score_adj: %s\n", strerror(errno));
	close(fd);
}

static void start_worker(uint64_t seed)
{
	pid_t pid;

	mkdir(WORKPLACE, 0700);
	if (chown(WORKPLACE, UID, UID))
		printf("hostile: chown: %s\n", strerror(errno));
	pid = fork();
	if (pid == 0) {
		set_oom_score("0");
		worker(seed);
	}
}

static void play(struct random *r)
{
	struct timespec start, now;
	unsigned alive = 1 + below(r, WORKERS_MAX), ended = 0;

	for (unsigned i = 0; i < alive; i++)
		start_worker(random_next(r));
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG | __WALL);

		clock_gettime(CLOCK_MONOTONIC, &now);
		if ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 >
			ROUND_MS)
			break;
		if (pid > 0 && ++ended < 200)
			start_worker(random_next(r)); /* an orphan counts like a worker */
		else
			sleep_ms(2);
	}
}

static void warm_up(void)
{
	static pid_t pids[WARM_UP];
	cpu_set_t all, one;

	sched_getaffinity(0, sizeof(all), &all);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all)) { /* moving a thread takes a kernel thread */
			CPU_ZERO(&one);
			CPU_SET(cpu, &one);
			sched_setaffinity(0, sizeof(one), &one);
		}
	sched_setaffinity(0, sizeof(all), &all);
	for (int i = 0; i < WARM_UP; i++)
		if ((pids[i] = fork()) == 0)
			for (;;)
				pause();
	for (int i = 0; i < WARM_UP; i++)
		if (pids[i] > 0)
			kill(pids[i], SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* No worker may signal this process. */
static void on_signal(int signal, siginfo_t *info, void *context)
{
	char text[160];
	int n = snprintf(text, sizeof(text), "hostile: SIGNAL %d, code %d, of %d, at %p\n", signal,
		info->si_code, info->si_code > 0 && signal == SIGSEGV ? 0 : info->si_pid,
		info->si_addr);

	(void)context;
	if (getpid() == self)
		write(1, text, (size_t)n);
	_exit(1);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 20;
	unsigned first = argc > 3 ? (unsigned)atoi(argv[3]) : 0;
	struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
	struct sched_param param = {.sched_priority = 50};

	/* On any other system it would harm a real machine. */
	leak_read("/proc/version", before.objects);
	if (!strstr(before.objects, "heddle")) {
		printf("hostile: runs on Heddle only\n");
		return 1;
	}
	self = getpid();
	setvbuf(stdout, NULL, _IONBF, 0);
	printf("hostile: seed %llu, %u rounds\n", (unsigned long long)seed, rounds);
	/* All signals, except those of a child and of the session. */
	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (signal != SIGCHLD && signal != SIGCONT)
			sigaction(signal, &action, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	set_oom_score("-1000");
	warm_up();
	sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param);
	/* Warm up: what the kernel allocates once, and this process's memory, must exist before
	 * the first count. */
	for (int i = 0; i < 2; i++) {
		play(&(struct random){random_seed(seed, 1000000 + (uint64_t)i)});
		if (!clean_up())
			return 1;
		settle();
	}
	for (unsigned i = first; i < rounds; i++) {
		printf("hostile: seed %llu round %u\n", (unsigned long long)seed, i);
		play(&(struct random){random_seed(seed, i)});
		if (!clean_up() || !is_as_before())
			return 1;
	}
	printf("hostile: %u rounds, nothing lost\n", rounds);
	return 0;
}
