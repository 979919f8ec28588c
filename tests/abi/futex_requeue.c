/* SPDX-License-Identifier: MIT */
/*
 * FUTEX_REQUEUE and FUTEX_CMP_REQUEUE move waiters to another word.
 */
#include <abi.h>
#include <linux/futex.h>

static int from, to;
static volatile int waiting;

static void *waits(void *unused)
{
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	while (syscall(SYS_futex, &from, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0) != 0)
		;
	return NULL;
}

int main(void)
{
	pthread_t t[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, waits, NULL);
	await(&waiting, 4);
	sleep_ms(50);
	SHOW(syscall(SYS_futex, &from, FUTEX_CMP_REQUEUE_PRIVATE, 1, 10, &to, 7));
	SHOW(syscall(SYS_futex, &from, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, &to, 0));
	SHOW(syscall(SYS_futex, &from, FUTEX_REQUEUE_PRIVATE, 0, 10, &to, 0));
	SHOW(syscall(SYS_futex, &from, FUTEX_WAKE_PRIVATE, 10, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &to, FUTEX_WAKE_PRIVATE, 2, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &to, FUTEX_WAKE_PRIVATE, 10, NULL, NULL, 0));
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	SHOW(syscall(SYS_futex, &from, FUTEX_CMP_REQUEUE_PRIVATE, -1, 2, &to, 0));
	SHOW(syscall(SYS_futex, &from, FUTEX_CMP_REQUEUE_PRIVATE, 1, -2, &to, 0));
	SHOW(syscall(SYS_futex, &from, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, NOWHERE, 0));
	return 0;
}
