/* SPDX-License-Identifier: MIT */
/*
 * Many threads at once, and ways to end: `crowd N` makes N threads wait together; `crowd NAME` ends
 * in the way that NAME selects while other threads compute.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STACK 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER, arrived = PTHREAD_COND_INITIALIZER;
static unsigned present, sum;
static int leave;
static volatile int zero;

static void *be_there(void *number)
{
	pthread_mutex_lock(&lock);
	present++;
	pthread_cond_signal(&arrived);
	while (!leave)
		pthread_cond_wait(&changed, &lock);
	sum += (unsigned)(long)number;
	pthread_mutex_unlock(&lock);
	return NULL;
}

static unsigned kernel_count(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned count = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "Threads: %u", &count);
	return count;
}

static int crowd(unsigned count)
{
	pthread_t *threads = calloc(count, sizeof(*threads));
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	for (unsigned i = 0; i < count; i++)
		if (pthread_create(&threads[i], &attributes, be_there, (void *)(long)i)) {
			perror("pthread_create");
			return 1;
		}
	pthread_mutex_lock(&lock);
	while (present < count)
		pthread_cond_wait(&arrived, &lock);
	printf("%u there, %u in all\n", present, kernel_count());
	leave = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	for (unsigned i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	printf("sum %u\n", sum);
	free(threads);
	return 0;
}

static void *compute(void *unused)
{
	for (volatile unsigned n = 0;; n++)
		;
	return unused;
}

static int die(const char *how)
{
	pthread_t thread;

	for (int i = 0; i < 3; i++)
		pthread_create(&thread, NULL, compute, NULL);
	if (strcmp(how, "segv") == 0)
		*(volatile int *)(long)zero = 1;
	else if (strcmp(how, "fpe") == 0)
		raise(SIGFPE);
	else if (strcmp(how, "trap") == 0)
		__builtin_trap();
	else if (strcmp(how, "abort") == 0)
		abort();
	else if (strcmp(how, "exit") == 0)
		pthread_exit(NULL);
	return 9;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 0;

	return count ? crowd((unsigned)count) : die(argc > 1 ? argv[1] : "");
}
