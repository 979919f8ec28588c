/* SPDX-License-Identifier: MIT */
/*
 * Cancelling a thread that computes, is in a handler, is in a handler on the alternate stack, or
 * waits in a call; the clean-up handlers run in the right order.
 */
#include <abi.h>
#include <errno.h>

static volatile int ready;
static __thread char memory[32768];

static void say(void *text)
{
	out("clean-up: %s", (const char *)text);
}

static void handler_waits(int signal)
{
	pthread_cleanup_push(say, "handler");
	ready = 1;
	for (;;)
		pause();
	pthread_cleanup_pop(0);
}

static void handler_computes(int signal)
{
	pthread_cleanup_push(say, "handler");
	ready = 1;
	for (volatile int i = 0;; i++)
		;
	pthread_cleanup_pop(0);
}

static void *in_handler(void *handler)
{
	struct sigaction action = {.sa_handler = (void (*)(int))handler, .sa_flags = SA_ONSTACK};
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};

	if (action.sa_handler == handler_computes)
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	pthread_cleanup_push(say, "thread");
	raise(SIGUSR1);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *computes(void *unused)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	pthread_cleanup_push(say, "computing");
	ready = 1;
	for (volatile double i = 0;; i += 0.5)
		;
	pthread_cleanup_pop(0);
	return NULL;
}

static void *reads(void *fd)
{
	char byte;

	pthread_cleanup_push(say, "reading");
	ready = 1;
	read((int)(intptr_t)fd, &byte, 1);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *locks(void *unused)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(say, "waiting for a condition");
	ready = 1;
	pthread_cond_wait(&cond, &mutex);
	pthread_cleanup_pop(0);
	return NULL;
}

static void try(const char *what, void *(*body)(void *), void *argument)
{
	pthread_t thread;
	void *result;

	ready = 0;
	pthread_create(&thread, NULL, body, argument);
	await(&ready, 1);
	sleep_ms(20);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	out("%s: %s", what, result == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
}

int main(void)
{
	int pipes[2];

	pipe(pipes);
	try("computing", computes, NULL);
	try("in a handler that waits", in_handler, handler_waits);
	try("in a handler that computes", in_handler, handler_computes);
	try("reading", reads, (void *)(intptr_t)pipes[0]);
	try("waiting for a condition", locks, NULL);
	return 0;
}
