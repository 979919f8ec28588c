/* SPDX-License-Identifier: MIT */
/*
 * The processors that an explored program sees, by all the ways in which programs ask: the argument
 * is their number. Three threads and a child process also set affinities. Status 1: an answer is
 * wrong; it is printed.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int count; /* of processors */
static int failures;
static pthread_barrier_t all_run;
static int seen[3];

#define CHECK(condition)                                                    \
	do {                                                                \
		if (!(condition)) {                                         \
			printf("line %d: %s\n", __LINE__, #condition);      \
			__atomic_fetch_add(&failures, 1, __ATOMIC_SEQ_CST); \
		}                                                           \
	} while (0)

/* The number of lines of a file that start with `start`. */
static int lines_with(const char *path, const char *start)
{
	FILE *file = fopen(path, "r");
	char line[4096];
	int found = 0;

	while (file && fgets(line, sizeof(line), file))
		found += strncmp(line, start, strlen(start)) == 0;
	if (file)
		fclose(file);
	return found;
}

static int has_text(const char *path, const char *text)
{
	char line[256] = "";
	FILE *file = fopen(path, "r");

	if (!file || !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return strcmp(line, text) == 0;
}

static int folders_of_cpus(void)
{
	DIR *folder = opendir("/sys/devices/system/cpu");
	int found = 0;

	for (struct dirent *entry; folder && (entry = readdir(folder));)
		found += strncmp(entry->d_name, "cpu", 3) == 0 && isdigit(entry->d_name[3]);
	if (folder)
		closedir(folder);
	return found;
}

static void check_files(void)
{
	char range[16], path[64];

	snprintf(range, sizeof(range), count > 1 ? "0-%d" : "%d", count - 1);
	CHECK(has_text("/sys/devices/system/cpu/online", range));
	CHECK(has_text("/sys/devices/system/cpu/possible", range));
	CHECK(has_text("/sys/devices/system/cpu/present", range));
	CHECK(has_text("/sys/devices/system/cpu/offline", ""));
	CHECK(folders_of_cpus() == count);
	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/topology/core_id", count - 1);
	CHECK(access(path, R_OK) == 0);
	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d", count);
	CHECK(access(path, R_OK) == -1 && errno == ENOENT);
	CHECK(access("/sys/devices/system/cpu/cpu", R_OK) == -1);
	CHECK(lines_with("/proc/cpuinfo", "processor") == count);
	CHECK(lines_with("/proc/stat", "cpu") == count + 1);
}

static int allowed_count(pid_t thread)
{
	cpu_set_t set;

	return sched_getaffinity(thread, sizeof(set), &set) ? -1 : CPU_COUNT(&set);
}

static cpu_set_t only(int processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	return set;
}

/* Each thread is on a processor of its own if there are enough. */
static void *run(void *argument)
{
	int number = (int)(intptr_t)argument, last = count - 1;
	cpu_set_t set = only(last);

	seen[number] = sched_getcpu();
	CHECK(seen[number] >= 0 && seen[number] < count && allowed_count(0) == count);
	pthread_barrier_wait(&all_run);
	CHECK(count < 4 || seen[number] != seen[(number + 1) % 3]);
	CHECK(pthread_setaffinity_np(pthread_self(), sizeof(set), &set) == 0);
	CHECK(allowed_count(0) == 1 && sched_getcpu() == last);
	return NULL;
}

static void check_affinity(void)
{
	cpu_set_t set, many = only(count);
	uint64_t small = 0;
	int status;

	CPU_SET(1000, &many);
	CHECK(sched_setaffinity(0, sizeof(many), &many) == -1 && errno == EINVAL);
	CPU_SET(0, &many);
	CHECK(sched_setaffinity(0, sizeof(many), &many) == 0 && allowed_count(0) == 1);
	if (fork() == 0)
		_exit(allowed_count(0) != 1 || sched_getcpu() != 0); /* inherited */
	wait(&status);
	CHECK(status == 0 && allowed_count(0x3fffff) == -1);
	CHECK(syscall(SYS_sched_getaffinity, 0, sizeof(small), &small) > 0 && small == 1);
	CHECK(lines_with("/proc/self/status", "Cpus_allowed_list:\t0\n") == 1);
	memset(&set, 0xff, sizeof(set));
	CHECK(sched_setaffinity(0, sizeof(set), &set) == 0 && allowed_count(0) == count);
}

int main(int argc, char **argv)
{
	pthread_t thread[3];
	cpu_set_t set;

	count = atoi(argv[1]);
	check_files();
	pthread_barrier_init(&all_run, NULL, 3);
	for (intptr_t i = 0; i < 3; i++)
		pthread_create(&thread[i], NULL, run, (void *)i);
	check_files();
	for (int i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	check_affinity();
	CPU_ZERO(&set);
	CHECK(pthread_getaffinity_np(pthread_self(), sizeof(set), &set) == 0);
	CHECK(CPU_COUNT(&set) == count && allowed_count(0) == count);
	CHECK(sysconf(_SC_NPROCESSORS_ONLN) == count && sysconf(_SC_NPROCESSORS_CONF) == count);
	printf("%d processors: %d %d %d\n", count, seen[0], seen[1], seen[2]);
	return failures != 0;
}
