/* SPDX-License-Identifier: MIT */
/*
 * Time never runs backwards, for any reader, on any CPU, through the vDSO or by system call.
 */
#include <abi.h>

#define ROUNDS 20000

static long long latest;
static int backwards;

static long long read_clock(bool by_call)
{
	struct timespec time;

	if (by_call)
		syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
	else
		clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void *reader(void *context)
{
	for (int i = 0; i < ROUNDS; i++) {
		long long before = __atomic_load_n(&latest, __ATOMIC_ACQUIRE);
		long long now = read_clock(i & 1);

		if (now < before)
			__atomic_fetch_add(&backwards, 1, __ATOMIC_RELAXED);
		while (now > before && !__atomic_compare_exchange_n(&latest, &before, now, false,
					       __ATOMIC_RELEASE, __ATOMIC_RELAXED))
			;
		if (i % 1000 == 0)
			sched_yield();
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, reader, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	out("went back %d times", backwards);
	return 0;
}
