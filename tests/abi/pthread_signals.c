/* SPDX-License-Identifier: MIT */
/*
 * signals to threads: pthread_kill(), masks, and the thread that receives a process's signal.
 */
#include <abi.h>

static volatile int ready, done;
static pthread_t blocked, open_one;
static __thread int me;

static void handler(int signal)
{
	out("SIG%s in thread %d", sigabbrev_np(signal), me);
	done++;
}

static void *thread(void *argument)
{
	sigset_t set;

	me = (int)(intptr_t)argument;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(me == 1 ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (done < 3)
		sleep_ms(1);
	return NULL;
}

int main(void)
{
	sigset_t set;

	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&blocked, NULL, thread, (void *)1);
	pthread_create(&open_one, NULL, thread, (void *)2);
	await(&ready, 2);
	kill(getpid(), SIGUSR1);
	await(&done, 1);
	pthread_kill(blocked, SIGUSR2);
	await(&done, 2);
	pthread_kill(open_one, SIGUSR1);
	await(&done, 3);
	pthread_join(blocked, NULL);
	pthread_join(open_one, NULL);
	return 0;
}
