/* SPDX-License-Identifier: MIT */
/*
 * When the date is set, waits until a time of day end at the new time, and waits for a duration are
 * not affected: sleeps, futexes, timers and timer descriptors.
 */
#include <abi.h>
#include <linux/futex.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/timerfd.h>

#define HOUR 3600

static int ended[3];
static volatile int started;
static long long begin_ms;

static void step(long seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += seconds;
	if (clock_settime(CLOCK_REALTIME, &now))
		out("clock_settime: errno %d", errno);
}

static struct timespec in(clockid_t clock, long seconds)
{
	struct timespec time;

	clock_gettime(clock, &time);
	time.tv_sec += seconds;
	return time;
}

/* Whether it took about as long as it should have. */
static void took(const char *what, long ms)
{
	long long real = now_ms() - begin_ms;

	out("%s: %s", what,
		real < ms - 50    ? "too early"
		: real > ms + 900 ? "too late"
				  : "in time");
}

static void *sleeper(void *unused)
{
	struct timespec until = in(CLOCK_REALTIME, HOUR);

	started++;
	ended[0] = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL);
	took("sleeping until a time of day", 100);
	return NULL;
}

static void *relative(void *unused)
{
	struct timespec length = {1, 500000000};

	started++;
	ended[1] = clock_nanosleep(CLOCK_REALTIME, 0, &length, NULL);
	took("sleeping for a length of time", 1500);
	return NULL;
}

static void *waiter(void *unused)
{
	struct timespec until = in(CLOCK_REALTIME, HOUR);
	sem_t semaphore;

	sem_init(&semaphore, 0, 0);
	started++;
	ended[2] = sem_timedwait(&semaphore, &until) ? errno : 0;
	took("waiting for a semaphore until a time of day", 100);
	return NULL;
}

static void threads(void *(*body)(void *), int n)
{
	pthread_t thread;

	started = 0;
	begin_ms = now_ms();
	pthread_create(&thread, NULL, body, NULL);
	await(&started, 1);
	sleep_ms(100);
	step(HOUR);
	pthread_join(thread, NULL);
	out("ended with %d", ended[n]);
	step(-HOUR);
}

static void backwards(void)
{
	struct timespec until = in(CLOCK_REALTIME, 1);
	pid_t child = fork();

	begin_ms = now_ms();
	if (child == 0) {
		sleep_ms(100);
		step(-1);
		_exit(0);
	}
	SHOW(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL));
	took("set back by a second", 2000);
	waitpid(child, NULL, 0);
	step(1);
}

static void descriptors(void)
{
	int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK),
	    plain = timerfd_create(CLOCK_REALTIME, 0);
	struct itimerspec at = {.it_value = in(CLOCK_REALTIME, 2 * HOUR)}, left;
	struct pollfd polled = {fd, POLLIN, 0};
	unsigned long long times = 0;

	SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL));
	SHOW(read(fd, &times, 8));
	step(HOUR);
	SHOW(poll(&polled, 1, 1000));
	SHOW(read(fd, &times, 8));
	SHOW(read(fd, &times, 8));
	timerfd_gettime(fd, &left);
	out("left about %ld minutes", (left.it_value.tv_sec + 30) / 60);
	step(-HOUR);
	SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL));
	SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL));
	SHOW(timerfd_settime(plain, TFD_TIMER_ABSTIME, &at, NULL));
	step(3 * HOUR);
	SHOW(read(plain, &times, 8));
	out("%llu times", times);
	step(-3 * HOUR);
	SHOW(timerfd_settime(plain, TFD_TIMER_CANCEL_ON_SET, &at, NULL));
}

static void timers(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec at = {.it_value = in(CLOCK_REALTIME, HOUR)},
			  length = {.it_value = {HOUR, 0}}, left;
	struct timespec second = {1, 0};
	timer_t absolute, relative_timer;
	sigset_t set;
	siginfo_t info;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	event.sigev_value.sival_int = 1;
	timer_create(CLOCK_REALTIME, &event, &absolute);
	event.sigev_value.sival_int = 2;
	timer_create(CLOCK_REALTIME, &event, &relative_timer);
	SHOW(timer_settime(absolute, TIMER_ABSTIME, &at, NULL));
	SHOW(timer_settime(relative_timer, 0, &length, NULL));
	step(HOUR + 1);
	YES(sigtimedwait(&set, &info, &second) == SIGUSR1);
	out("timer %d", info.si_value.sival_int);
	timer_gettime(relative_timer, &left);
	YES(left.it_value.tv_sec > HOUR - 60);
	timer_gettime(absolute, &left);
	YES(left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0);
	step(-HOUR - 1);
}

int main(void)
{
	struct timespec before = in(CLOCK_MONOTONIC, 0);

	if (access("/bin/abi-batch", F_OK)) {
		out("for a machine of its own, whose date may be set");
		return 1;
	}
	threads(sleeper, 0);
	threads(relative, 1);
	threads(waiter, 2);
	backwards();
	descriptors();
	timers();
	YES(in(CLOCK_MONOTONIC, 0).tv_sec - before.tv_sec < HOUR);
	return 0;
}
