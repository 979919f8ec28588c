/* SPDX-License-Identifier: MIT */
/*
 * FUTEX_WAIT_BITSET and FUTEX_WAKE_BITSET choose by mask; absolute times on both clocks.
 */
#include <abi.h>
#include <linux/futex.h>

static int word;
static volatile int waiting;

static void *waits(void *argument)
{
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	while (syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, NULL, NULL, (intptr_t)argument) != 0)
		;
	return NULL;
}

int main(void)
{
	long past[2] = {1, 0}, soon[2];
	struct timespec now;
	pthread_t a, b;

	pthread_create(&a, NULL, waits, (void *)1);
	pthread_create(&b, NULL, waits, (void *)6);
	await(&waiting, 2);
	sleep_ms(50);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_BITSET, 10, NULL, NULL, 8));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_BITSET, 10, NULL, NULL, 4));
	SHOW(pthread_join(b, NULL));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE, 10, NULL, NULL, 0));
	SHOW(pthread_join(a, NULL));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, past, NULL, -1));
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, past, NULL,
		-1));
	clock_gettime(CLOCK_MONOTONIC, &now);
	soon[0] = (long)now.tv_sec;
	soon[1] = now.tv_nsec + 20000000;
	if (soon[1] >= 1000000000) {
		soon[1] -= 1000000000;
		soon[0]++;
	}
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, soon, NULL, -1));
	return 0;
}
