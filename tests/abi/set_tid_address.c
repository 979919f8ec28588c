/* SPDX-License-Identifier: MIT */
/*
 * set_tid_address() returns the thread's id; the word is cleared when the thread ends.
 */
#include <abi.h>

static volatile int word = 5;

static void *thread(void *unused)
{
	YES(syscall(SYS_set_tid_address, &word) == syscall(SYS_gettid));
	syscall(SYS_exit, 0);
	return NULL;
}

int main(void)
{
	pthread_t t;

	pthread_create(&t, NULL, thread, NULL);
	await(&word, 0);
	out("cleared: %d", word);
	YES(syscall(SYS_set_tid_address, NOWHERE) == getpid());
	return 0;
}
