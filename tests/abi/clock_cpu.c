/* SPDX-License-Identifier: MIT */
/*
 * CPU-time clocks of the caller, of another process and of another thread; sleeping by them.
 */
#include <abi.h>

static volatile int go_on = 1;

static long long ns_of(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time))
		return -1;
	return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void compute_ms(int ms)
{
	long long end = ns_of(CLOCK_THREAD_CPUTIME_ID) + ms * 1000000ll;

	while (ns_of(CLOCK_THREAD_CPUTIME_ID) < end)
		;
}

static void *computes(void *unused)
{
	while (go_on)
		compute_ms(1);
	return NULL;
}

int main(void)
{
	clockid_t process, thread;
	pthread_t other;
	struct timespec time = {0, 30000000}, left = {9, 9}, until;
	long long before, after;
	pid_t child = fork();

	if (child == 0) {
		for (;;)
			compute_ms(1);
	}
	SHOW(clock_getcpuclockid(0, &process));
	SHOW(clock_getcpuclockid(child, &process));
	before = ns_of(process);
	while (ns_of(process) < before + 20000000)
		sleep_ms(5);
	SHOW(clock_getres(process, &until));
	out("step %ld", until.tv_nsec);
	SHOW(clock_nanosleep(process, 0, &time, &left));
	YES(ns_of(process) - before >= 50000000);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	SHOW(clock_gettime(process, &time));
	SHOW(clock_nanosleep(process, 0, &time, NULL));
	SHOW(clock_settime(CLOCK_PROCESS_CPUTIME_ID, &time));
	time = (struct timespec){0, 30000000};
	SHOW(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &time, NULL));
	SHOW(clock_nanosleep(CLOCK_MONOTONIC_RAW, 0, &time, NULL));

	pthread_create(&other, NULL, computes, NULL);
	SHOW(pthread_getcpuclockid(other, &thread));
	before = ns_of(thread);
	sleep_ms(100);
	after = ns_of(thread);
	YES(before >= 0 && after > before);
	SHOW(clock_nanosleep(thread, 0, &time, NULL));
	YES(ns_of(thread) - after >= 30000000);
	SHOW(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &time, NULL));
	SHOW(pthread_getcpuclockid(pthread_self(), &thread));
	SHOW(clock_nanosleep(thread, 0, &time, NULL));
	go_on = 0;
	pthread_join(other, NULL);
	before = ns_of(CLOCK_PROCESS_CPUTIME_ID);
	compute_ms(20);
	YES(ns_of(CLOCK_PROCESS_CPUTIME_ID) - before >= 20000000);
	return 0;
}
