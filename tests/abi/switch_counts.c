/* SPDX-License-Identifier: MIT */
/*
 * Voluntary and involuntary context switches of a thread: getrusage() and /proc.
 */
#include <abi.h>

#define NAPS 20

static volatile int stop; /* 1: yield; 2: end */

static long field(int tid, const char *name)
{
	static char text[4096];
	char path[64];
	long value = -1;
	size_t n;
	FILE *file;
	char *at;

	if (tid)
		snprintf(path, sizeof(path), "/proc/self/task/%d/status", tid);
	else
		snprintf(path, sizeof(path), "/proc/self/status");
	file = fopen(path, "r");
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = 0;
	fclose(file);
	at = strstr(text, name);
	if (at)
		value = atol(at + strlen(name));
	return value;
}

#define VOLUNTARY(tid)   field(tid, "\nvoluntary_ctxt_switches:")
#define INVOLUNTARY(tid) field(tid, "\nnonvoluntary_ctxt_switches:")

static struct rusage used(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return usage;
}

static void nap(void)
{
	for (int i = 0; i < NAPS; i++)
		sleep_ms(2);
}

static void *napper(void *unused)
{
	int tid = (int)syscall(SYS_gettid);
	struct rusage before = used(RUSAGE_THREAD);
	long status = VOLUNTARY(tid);

	nap();
	YES(used(RUSAGE_THREAD).ru_nvcsw - before.ru_nvcsw >= NAPS);
	YES(VOLUNTARY(tid) - status >= NAPS);
	return NULL;
}

static void *spinner(void *unused)
{
	while (!stop)
		;
	while (stop == 1)
		sched_yield();
	return NULL;
}

/* With another thread of this process on the only CPU. */
static void compete(void)
{
	struct rusage before, now;
	pthread_t other;
	cpu_set_t one;
	int own = (int)syscall(SYS_gettid);
	long status;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	pthread_create(&other, NULL, spinner, NULL);
	status = INVOLUNTARY(own);
	before = used(RUSAGE_THREAD);
	do {
		for (volatile int i = 0; i < 100000; i++)
			;
		now = used(RUSAGE_THREAD);
	} while (now.ru_nivcsw - before.ru_nivcsw < 5);
	YES(INVOLUNTARY(own) - status >= 5);
	stop = 1;
	before = now;
	do {
		sched_yield();
		now = used(RUSAGE_THREAD);
	} while (now.ru_nivcsw - before.ru_nivcsw < 20);
	YES(now.ru_nvcsw - before.ru_nvcsw < 20);
	stop = 2;
	pthread_join(other, NULL);
}

int main(void)
{
	struct rusage before = used(RUSAGE_SELF);
	long status = VOLUNTARY(0);
	pthread_t other;

	nap();
	YES(used(RUSAGE_SELF).ru_nvcsw - before.ru_nvcsw >= NAPS);
	YES(VOLUNTARY(0) - status >= NAPS);
	pthread_create(&other, NULL, napper, NULL);
	pthread_join(other, NULL);
	before = used(RUSAGE_SELF);
	YES(before.ru_nvcsw >= 2 * NAPS); /* including threads that have ended */
	if (fork() == 0) {
		nap();
		_exit(0);
	}
	wait(NULL);
	YES(used(RUSAGE_CHILDREN).ru_nvcsw >= NAPS);
	compete();
	return 0;
}
