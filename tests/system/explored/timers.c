/* SPDX-License-Identifier: MIT */
/*
 * Timers that run, and signals that are pending, when the first thread is created: each schedule
 * starts with them. Status 1: a result is wrong. With FOREVER, the program never creates a thread.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t alarms, ticks, worked;
static int bad;
static char other_stack[65536];
static timer_t monotonic, by_date, by_work, one_shot;

static void must(int ok, const char *what)
{
	if (ok)
		return;
	dprintf(1, "not so: %s (%s)\n", what, strerror(errno));
	bad = 1;
}

static void on_signal(int signal)
{
	if (signal == SIGALRM)
		alarms++;
	else if (signal == SIGPROF)
		worked++;
	else
		ticks++;
}

static void start(timer_t *timer, int clock, int signal, long first_us, long interval_us)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal};
	struct itimerspec setting = {{0, interval_us * 1000}, {0, first_us * 1000}};
	int flags = 0;

	event.sigev_value.sival_int = signal * 10;
	must(!timer_create(clock, &event, timer), "timer_create");
	if (clock == CLOCK_REALTIME) {
		clock_gettime(clock, &setting.it_value);
		setting.it_value.tv_sec += 1;
		flags = TIMER_ABSTIME;
	}
	must(!timer_settime(*timer, flags, &setting, NULL), "timer_settime");
}

static void prepare(void)
{
	struct itimerval soon = {{0, 2000}, {0, 3000}};
	stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof(other_stack)};
	union sigval value = {.sival_int = 42};
	sigset_t mask;

	signal(SIGALRM, on_signal);
	signal(SIGPROF, on_signal);
	signal(SIGRTMIN, on_signal);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGRTMIN + 1);
	sigaddset(&mask, SIGRTMIN + 2);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	kill(getpid(), SIGUSR1);
	must(!sigqueue(getpid(), SIGRTMIN + 1, value), "sigqueue");
	value.sival_int++;
	must(!sigqueue(getpid(), SIGRTMIN + 1, value), "sigqueue");
	must(!setitimer(ITIMER_REAL, &soon, NULL), "setitimer");
	start(&monotonic, CLOCK_MONOTONIC, SIGRTMIN, 4000, 1000);
	start(&by_date, CLOCK_REALTIME, SIGRTMIN, 0, 0);
	start(&by_work, CLOCK_PROCESS_CPUTIME_ID, SIGPROF, 2500, 0);
	start(&one_shot, CLOCK_MONOTONIC, SIGRTMIN + 2, 1, 100);
	for (volatile int i = 0; i < 300; i++) /* it expires, and its signal is pending */
		getppid();
	sigaltstack(&stack, NULL);
	prctl(PR_SET_PDEATHSIG, SIGHUP);
}

static void *sleeper(void *unused)
{
	struct timespec pause = {0, 700000};

	for (int i = 0; i < 6; i++)
		nanosleep(&pause, NULL);
	return unused;
}

/* Work for the process's CPU time to pass, without a system call. */
static void *worker(void *unused)
{
	for (long i = 0; !worked && i < 20000000; i++)
		asm volatile("" ::: "memory");
	return unused;
}

static void show_left(const char *name, timer_t timer)
{
	struct itimerspec left;

	timer_gettime(timer, &left);
	printf("%s: %ld.%09ld left, %d overruns\n", name, (long)left.it_value.tv_sec,
		left.it_value.tv_nsec, timer_getoverrun(timer));
}

static void take(int signal, int number)
{
	struct timespec now = {0};
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	must(sigtimedwait(&set, &info, &now) == signal, "pending");
	printf("signal %d, code %d, value %d, overrun %d\n", signal, info.si_code,
		signal == SIGUSR1 ? 0 : info.si_value.sival_int,
		info.si_code == SI_TIMER ? info.si_overrun : 0);
	must(!number || info.si_value.sival_int == number, "value");
}

int main(void)
{
	clock_t before, after;
	struct rusage usage;
	pthread_t threads[2];
	stack_t stack;
	int death;

	prepare();
#ifdef FOREVER
	worker(NULL);
	for (;;)
		;
#endif
	before = clock();
	pthread_create(&threads[0], NULL, sleeper, NULL);
	pthread_create(&threads[1], NULL, worker, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	after = clock();
	must(after > before, "the clock of the process");
	getrusage(RUSAGE_SELF, &usage);
	sigaltstack(NULL, &stack);
	prctl(PR_GET_PDEATHSIG, &death);
	must(stack.ss_sp == other_stack && death == SIGHUP, "what is not inherited");
	must(alarms && ticks && worked == 1, "timers");
	take(SIGUSR1, 0);
	take(SIGRTMIN + 1, 42);
	take(SIGRTMIN + 1, 43);
	take(SIGRTMIN + 2, (SIGRTMIN + 2) * 10);
	printf("clock %ld, then %ld; %d alarms, %d ticks, user %ld\n", (long)before, (long)after,
		alarms, ticks, (long)usage.ru_utime.tv_usec);
	show_left("monotonic", monotonic);
	show_left("by date", by_date);
	show_left("by work", by_work);
	show_left("one shot", one_shot);
	fflush(stdout);
	return bad;
}
