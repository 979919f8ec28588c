/* SPDX-License-Identifier: MIT */
/*
 * FUTEX_WAIT: a changed value, timeouts, misaligned words and bad pointers.
 */
#include <abi.h>
#include <linux/futex.h>

static long futex(void *word, int op, int value, const struct timespec *time)
{
	return syscall(SYS_futex, word, op, value, time, NULL, 0);
}

int main(void)
{
	static int word = 1;
	long none[2] = {0, 0}, some[2] = {0, 20000000}, bad[2] = {0, 1000000000}, past[2] = {-1, 0};
	struct timespec *none_t = (void *)none, *some_t = (void *)some, *bad_t = (void *)bad;
	long long start = now_ms();

	SHOW(futex(&word, FUTEX_WAIT, 2, NULL));
	SHOW(futex(&word, FUTEX_WAIT, 1, none_t));
	SHOW(futex(&word, FUTEX_WAIT_PRIVATE, 1, some_t));
	YES(now_ms() - start >= 20);
	SHOW(futex(&word, FUTEX_WAIT, 1, bad_t));
	SHOW(futex(&word, FUTEX_WAIT, 1, (void *)past));
	SHOW(futex(&word, FUTEX_WAIT, 1, NOWHERE));
	SHOW(futex((char *)&word + 1, FUTEX_WAIT, 1, none_t));
	SHOW(futex(NOWHERE, FUTEX_WAIT, 1, none_t));
	SHOW(futex(KERNEL, FUTEX_WAIT, 1, none_t));
	SHOW(futex(&word, 99, 1, none_t));
	SHOW(futex(&word, FUTEX_WAKE, 1, NULL));
	SHOW(futex((char *)&word + 2, FUTEX_WAKE, 1, NULL));
	return 0;
}
