/* SPDX-License-Identifier: MIT */
/*
 * Waits for a millisecond, each in another way, and fails if the other thread is not done then.
 * -DKIND selects the wait: SLEEP and so on, below. -DWATCHDOG: a thread that gives up after ten
 * seconds.
 */
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static volatile int done;

static struct timespec in_a_millisecond(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	time.tv_nsec += 1000000;
	time.tv_sec += time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	return time;
}

static void wait_by_clock(clockid_t clock)
{
	struct timespec until = in_a_millisecond(clock);

	clock_nanosleep(clock, TIMER_ABSTIME, &until, NULL);
}

static void wait_by_semaphore(void)
{
	struct timespec until = in_a_millisecond(CLOCK_REALTIME);
	sem_t none;

	sem_init(&none, 0, 0);
	sem_timedwait(&none, &until);
}

static void wait_by_mutex(void)
{
	struct timespec until = in_a_millisecond(CLOCK_REALTIME);
	pthread_mutex_t taken = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&taken);
	pthread_mutex_timedlock(&taken, &until);
}

static void wait_by_socket(void)
{
	struct timeval time = {0, 1000};
	int ends[2];
	char byte;

	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
	recv(ends[0], &byte, 1, 0);
}

static void wait_by_signal(void)
{
	struct timespec time = {0, 1000000};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigtimedwait(&set, NULL, &time);
}

/* The timers that are no waits. */

static const struct itimerspec in_1_ms = {.it_value = {0, 1000000}};

static void wait_by_timerfd(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t times;

	timerfd_settime(fd, 0, &in_1_ms, NULL);
	read(fd, &times, sizeof(times));
}

static void wait_by_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	sigset_t set;
	timer_t timer;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &in_1_ms, NULL);
	sigwaitinfo(&set, NULL);
}

static void note_alarm(int signal)
{
}

static void wait_by_alarm(void)
{
	const struct itimerval time = {.it_value = {0, 1000}};
	sigset_t none;

	sigemptyset(&none);
	signal(SIGALRM, note_alarm);
	setitimer(ITIMER_REAL, &time, NULL);
	sigsuspend(&none);
}

static void wait_a_millisecond(void)
{
#ifdef SLEEP
	usleep(1000);
#elif defined(MONOTONIC)
	wait_by_clock(CLOCK_MONOTONIC);
#elif defined(REALTIME)
	wait_by_clock(CLOCK_REALTIME);
#elif defined(SEMAPHORE)
	wait_by_semaphore();
#elif defined(MUTEX)
	wait_by_mutex();
#elif defined(POLL)
	poll(NULL, 0, 1);
#elif defined(SELECT)
	select(0, NULL, NULL, NULL, &(struct timeval){0, 1000});
#elif defined(EPOLL)
	struct epoll_event event;

	epoll_wait(epoll_create1(0), &event, 1, 1);
#elif defined(SOCKET)
	wait_by_socket();
#elif defined(SIGNAL)
	wait_by_signal();
#elif defined(TIMERFD)
	wait_by_timerfd();
#elif defined(TIMER)
	wait_by_timer();
#elif defined(ALARM)
	wait_by_alarm();
#endif
	(void)wait_by_clock, (void)wait_by_semaphore, (void)wait_by_mutex, (void)wait_by_socket;
	(void)wait_by_signal, (void)wait_by_timerfd, (void)wait_by_timer, (void)wait_by_alarm;
}

static void *work(void *unused)
{
	done = 1;
	return NULL;
}

#ifdef WATCHDOG
static void *watch(void *unused)
{
	sleep(10);
	_exit(1);
}
#endif

int main(void)
{
	pthread_t worker;

#ifdef WATCHDOG
	pthread_t watchdog;

	pthread_create(&watchdog, NULL, watch, NULL);
	pthread_create(&worker, NULL, work, NULL);
	pthread_join(worker, NULL);
	return 0;
#endif
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pthread_create(&worker, NULL, work, NULL);
	wait_a_millisecond();
	return !done;
}
