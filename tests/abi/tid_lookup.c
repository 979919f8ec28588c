/* SPDX-License-Identifier: MIT */
/*
 * Calls that find a thread by its tid: many threads, ended ones, those of another process.
 */
#include <abi.h>

#define THREADS 200

static volatile pid_t tids[THREADS];
static volatile int got[THREADS]; /* signals that each thread has received */
static volatile int started;
static pthread_mutex_t running = PTHREAD_MUTEX_INITIALIZER; /* held while the threads are to stay */
static __thread int number;

static void handler(int signal)
{
	got[number]++;
}

static void *thread(void *argument)
{
	number = (int)(intptr_t)argument;
	tids[number] = gettid();
	__atomic_fetch_add(&started, 1, __ATOMIC_SEQ_CST);
	pthread_mutex_lock(&running);
	pthread_mutex_unlock(&running);
	return NULL;
}

static int tgkill_raw(pid_t tgid, pid_t tid, int signal)
{
	return (int)syscall(SYS_tgkill, tgid, tid, signal);
}

/* A thread that has been joined may still be on its way out. */
static bool is_gone(pid_t tid)
{
	for (int i = 0; i < 10000; i++) {
		if (tgkill_raw(getpid(), tid, 0) && errno == ESRCH)
			return true;
		usleep(1000);
	}
	return false;
}

static int count_threads(bool (*test)(pid_t tid))
{
	int count = 0;

	for (int i = 0; i < THREADS; i++)
		count += test(tids[i]);
	return count;
}

static bool is_signalled(pid_t tid)
{
	return !tgkill_raw(getpid(), tid, SIGUSR1);
}

static bool is_signalled_by_tid(pid_t tid)
{
	return !syscall(SYS_tkill, tid, SIGUSR1);
}

static bool is_of_init(pid_t tid)
{
	return !tgkill_raw(1, tid, 0) || errno != ESRCH;
}

static bool becomes_batch(pid_t tid)
{
	struct sched_param param = {0};

	return sched_getscheduler(tid) == SCHED_OTHER &&
	       !sched_setscheduler(tid, SCHED_BATCH, &param) &&
	       sched_getscheduler(tid) == SCHED_BATCH && !sched_getparam(tid, &param);
}

static bool is_niced(pid_t tid)
{
	return !setpriority(PRIO_PROCESS, tid, 5) && getpriority(PRIO_PROCESS, tid) == 5;
}

static bool has_robust_list(pid_t tid)
{
	void *head = NULL;
	size_t size;

	return !syscall(SYS_get_robust_list, tid, &head, &size) && head;
}

static bool has_cpus(pid_t tid)
{
	cpu_set_t set;

	return !sched_getaffinity(tid, sizeof(set), &set);
}

static bool has_clock(pid_t tid)
{
	struct timespec t;

	return !clock_gettime((clockid_t)(~(unsigned)tid << 3 | 6), &t);
}

static bool has_anything(pid_t tid)
{
	struct sched_param param = {0};

	return sched_getscheduler(tid) >= 0 || !sched_setparam(tid, &param) || has_cpus(tid) ||
	       has_robust_list(tid) || has_clock(tid) || !setpriority(PRIO_PROCESS, tid, 6) ||
	       !syscall(SYS_tkill, tid, 0);
}

static void other_process(void)
{
	out("by tgkill with the wrong process: %d", count_threads(is_of_init));
	out("another's clock: %d", count_threads(has_clock));
	out("another's policy: %d", sched_getscheduler(tids[THREADS - 1]));
	SHOW(tgkill_raw(getpid(), getppid(), 0));
	SHOW(tgkill_raw(getppid(), tids[0], 0));
}

int main(void)
{
	pthread_t threads[THREADS];
	int received = 0;
	pid_t child;

	signal(SIGUSR1, handler);
	pthread_mutex_lock(&running);
	for (intptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, thread, (void *)i))
			out("thread %d is not created", (int)i);
	await(&started, THREADS);
	out("tgkill: %d", count_threads(is_signalled));
	out("tkill: %d", count_threads(is_signalled_by_tid));
	out("policies: %d", count_threads(becomes_batch));
	out("nice values: %d", count_threads(is_niced));
	out("robust lists: %d", count_threads(has_robust_list));
	out("CPUs: %d", count_threads(has_cpus));
	out("clocks: %d", count_threads(has_clock));
	SHOW(getpriority(PRIO_PROCESS, 0)); /* the caller's own is as it was */
	in_child("other process", other_process);
	pthread_mutex_unlock(&running);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < THREADS; i++)
		received += got[i] > 0;
	out("threads that received signals: %d", received);
	out("gone: %d", count_threads(is_gone));
	out("still there: %d", count_threads(has_anything));
	child = fork();
	if (child == 0)
		_exit(0);
	waitid(P_PID, child, NULL, WEXITED | WNOWAIT);
	SHOW(kill(child, 0)); /* a zombie can be sent signals, until its parent has waited */
	waitpid(child, NULL, 0);
	SHOW(kill(child, 0));
	SHOW(sched_getscheduler(child));
	return 0;
}
