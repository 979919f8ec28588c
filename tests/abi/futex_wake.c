/* SPDX-License-Identifier: MIT */
/*
 * FUTEX_WAKE wakes at most the given number of waiters and returns the number woken.
 */
#include <abi.h>
#include <linux/futex.h>

static int word;
static volatile int waiting, woken;

static void *waits(void *unused)
{
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	while (syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0) != 0)
		;
	__atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

int main(void)
{
	pthread_t t[5];

	for (int i = 0; i < 5; i++)
		pthread_create(&t[i], NULL, waits, NULL);
	await(&waiting, 5);
	sleep_ms(50);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 0, NULL, NULL, 0) <= 1);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 2, NULL, NULL, 0));
	sleep_ms(30);
	YES(woken >= 2);
	syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0);
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 100, NULL, NULL, 0));
	out("woken %d", woken);
	return 0;
}
