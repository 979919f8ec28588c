/* SPDX-License-Identifier: MIT */
/*
 * Programs that do not expect a fault, one for each -DKIND. Without faults they end with status 0
 * under every schedule.
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static mtx_t mutex;
static cnd_t condition;
static atomic_int ready;
static int ends[2];

/* What the other thread does. */
static void *help(void *unused)
{
	char bytes[100] = {0};

	pthread_mutex_lock(&lock);
	ready = 1;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	mtx_lock(&mutex);
	cnd_signal(&condition);
	mtx_unlock(&mutex);
	syscall(SYS_futex, &ready, FUTEX_WAKE, 1, NULL, NULL, 0);
	write(ends[1], bytes, sizeof(bytes));
	return NULL;
}

static void *idle(void *unused)
{
	return unused;
}

static void ignore(int signal)
{
}

/* The kinds that are about system calls. */
static int try_call(void)
{
#if defined(INTERRUPT)
	const struct sigaction action = {.sa_handler = ignore};
	char byte;

	sigaction(SIGUSR1, &action, NULL);
	return read(ends[0], &byte, 1) == 1;
#elif defined(RESTART)
	const struct sigaction action = {.sa_handler = ignore, .sa_flags = SA_RESTART};
	char byte;

	sigaction(SIGUSR1, &action, NULL);
	return read(ends[0], &byte, 1) == 1;
#elif defined(PIPE) || defined(SOCKET)
	char bytes[100];

	return read(ends[0], bytes, sizeof(bytes)) == sizeof(bytes);
#elif defined(MEMORY)
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
#elif defined(CLONE)
	pthread_t second;

	return !pthread_create(&second, NULL, idle, NULL) && !pthread_join(second, NULL);
#elif defined(OPEN)
	return open("/tmp/faults", O_CREAT | O_RDWR, 0600) >= 0;
#elif defined(FILE_WRITE)
	int fd = open("/tmp/faults", O_CREAT | O_RDWR, 0600);

	return write(fd, "12345", 5) == 5;
#elif defined(FILE_SYNC)
	return !fsync(open("/tmp/faults", O_CREAT | O_RDWR, 0600));
#elif defined(CLOCK)
	struct timespec first, second;

	clock_gettime(CLOCK_REALTIME, &first);
	clock_gettime(CLOCK_REALTIME, &second);
	return second.tv_sec - first.tv_sec < 2 && second.tv_sec >= first.tv_sec;
#else
	return 0;
#endif
}

static int try(void)
{
#if defined(CONDITION)
	pthread_mutex_lock(&lock);
	if (!ready)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	return ready;
#elif defined(CND)
	mtx_lock(&mutex);
	if (!ready)
		cnd_wait(&condition, &mutex);
	mtx_unlock(&mutex);
	return ready;
#elif defined(FUTEX)
	syscall(SYS_futex, &ready, FUTEX_WAIT, 0, NULL, NULL, 0);
	return ready;
#elif defined(TRYLOCK)
	static mtx_t own;

	mtx_init(&own, mtx_plain);
	return mtx_trylock(&own) == thrd_success;
#else
	return try_call();
#endif
}

int main(void)
{
	pthread_t helper;
	int good;

	mtx_init(&mutex, mtx_plain);
	cnd_init(&condition);
#ifdef SOCKET
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
#else
	pipe(ends);
#endif
	pthread_create(&helper, NULL, help, NULL);
	good = try();
	pthread_join(helper, NULL);
	(void)idle, (void)ignore, (void)try_call, (void)changed, (void)lock;
	return !good;
}
