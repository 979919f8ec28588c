/* SPDX-License-Identifier: MIT */
/*
 * A pthread program for any C library: counts the words of its standard input with a pool of
 * threads, then tries the functions of pthreads. Ends with the status or by the signal of its
 * arguments: `threads [STATUS [SIGNAL]]`. Its output is the same on each architecture and in each
 * run.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 6
#define LINES   16 /* in the queue */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t more, room;
	char *lines[LINES];
	unsigned first, count, ended;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER,
	.more = PTHREAD_COND_INITIALIZER,
	.room = PTHREAD_COND_INITIALIZER};
static __thread unsigned own_words = 100;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned destroyed, total, initialised;

static void count_destroyed(void *value)
{
	__atomic_fetch_add(&destroyed, *(unsigned *)value, __ATOMIC_RELAXED);
	free(value);
}

static void make_key(void)
{
	initialised++;
	pthread_key_create(&key, count_destroyed);
}

static char *take_line(void)
{
	char *line = NULL;

	pthread_mutex_lock(&queue.lock);
	while (!queue.count && !queue.ended)
		pthread_cond_wait(&queue.more, &queue.lock);
	if (queue.count) {
		line = queue.lines[queue.first];
		queue.first = (queue.first + 1) % LINES;
		queue.count--;
		pthread_cond_signal(&queue.room);
	}
	pthread_mutex_unlock(&queue.lock);
	return line;
}

static void *count_words(void *unused)
{
	unsigned *mine = malloc(sizeof(*mine));
	char *line;

	(void)unused;
	pthread_once(&once, make_key);
	*mine = 1;
	pthread_setspecific(key, mine);
	while ((line = take_line())) {
		char *save, *word = strtok_r(line, " \n", &save);

		for (; word; word = strtok_r(NULL, " \n", &save))
			own_words++;
		free(line);
	}
	__atomic_fetch_add(&total, own_words - 100, __ATOMIC_RELAXED);
	return mine;
}

static void feed(void)
{
	char line[256];
	unsigned lines = 0;

	for (; fgets(line, sizeof(line), stdin); lines++) {
		pthread_mutex_lock(&queue.lock);
		while (queue.count == LINES)
			pthread_cond_wait(&queue.room, &queue.lock);
		queue.lines[(queue.first + queue.count++) % LINES] = strdup(line);
		pthread_cond_signal(&queue.more);
		pthread_mutex_unlock(&queue.lock);
	}
	pthread_mutex_lock(&queue.lock);
	queue.ended = 1;
	pthread_cond_broadcast(&queue.more);
	pthread_mutex_unlock(&queue.lock);
	fprintf(stderr, "%u lines\n", lines);
}

static void pool(void)
{
	pthread_t threads[WORKERS];

	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&threads[i], NULL, count_words, NULL))
			abort();
	feed();
	for (int i = 0; i < WORKERS; i++)
		pthread_join(threads[i], NULL);
	printf("%u words, %u keys destroyed, initialised %u time, own %u\n", total, destroyed,
		initialised, own_words);
}

static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t semaphore;
static unsigned shared_number, serial;

static void *meet(void *arg)
{
	for (int round = 0; round < 50; round++) {
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			serial++;
		pthread_rwlock_wrlock(&rwlock);
		shared_number += (unsigned)(long)arg;
		pthread_rwlock_unlock(&rwlock);
	}
	sem_post(&semaphore);
	return arg;
}

static void barriers(void)
{
	pthread_attr_t attr;
	pthread_t t;

	pthread_barrier_init(&barrier, NULL, 4);
	sem_init(&semaphore, 0, 0);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (long i = 1; i <= 4; i++)
		pthread_create(&t, &attr, meet, (void *)i);
	for (int i = 0; i < 4; i++)
		while (sem_wait(&semaphore))
			;
	printf("barrier: %u serial threads, sum %u\n", serial, shared_number);
}

static void say_cleanup(void *what)
{
	printf("cleanup: %s\n", (char *)what);
}

static void unlock(void *mutex)
{
	pthread_mutex_unlock(mutex);
}

static void *wait_for_ever(void *unused)
{
	pthread_cleanup_push(say_cleanup, "cancelled in a wait");
	pthread_mutex_lock(&queue.lock);
	pthread_cleanup_push(unlock, &queue.lock);
	sem_post(&semaphore);
	for (;;)
		pthread_cond_wait(&queue.more, &queue.lock);
	pthread_cleanup_pop(1);
	pthread_cleanup_pop(1);
	return unused;
}

static void *exit_early(void *unused)
{
	pthread_cleanup_push(say_cleanup, "left");
	pthread_exit((void *)77l);
	pthread_cleanup_pop(0);
	return unused;
}

static volatile sig_atomic_t signals;
static pthread_t main_thread;

static void on_signal(int signo)
{
	signals += pthread_equal(pthread_self(), main_thread) ? 1 : 100;
	(void)signo;
}

static void *be_signalled(void *unused)
{
	for (int i = 0; i < 1000 && signals < 100; i++)
		usleep(1000);
	return unused;
}

static void ends(void)
{
	struct timespec until;
	void *result;
	pthread_t t;

	pthread_create(&t, NULL, wait_for_ever, NULL);
	while (sem_wait(&semaphore))
		;
	pthread_cancel(t);
	pthread_join(t, &result);
	printf("cancelled: %d\n", result == PTHREAD_CANCELED);
	pthread_create(&t, NULL, exit_early, NULL);
	pthread_join(t, &result);
	printf("left with %ld\n", (long)result);
	main_thread = pthread_self();
	signal(SIGUSR1, on_signal);
	pthread_create(&t, NULL, be_signalled, NULL);
	pthread_kill(t, SIGUSR1);
	pthread_join(t, NULL);
	raise(SIGUSR1);
	printf("signals: %d\n", (int)signals);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec = (until.tv_nsec + 20000000) % 1000000000;
	until.tv_sec += until.tv_nsec < 20000000;
	pthread_mutex_lock(&queue.lock);
	while (pthread_cond_timedwait(&queue.more, &queue.lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&queue.lock);
	printf("timed out\n");
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	pool();
	barriers();
	ends();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		pthread_t t;

		pthread_create(&t, NULL, exit_early, NULL);
		pthread_join(t, NULL);
		exit(9);
	}
	waitpid(pid, &status, 0);
	printf("child: %d\n", WEXITSTATUS(status));
	fflush(stdout);
	if (argc > 2)
		raise(atoi(argv[2]));
	return argc > 1 ? atoi(argv[1]) : 0;
}
