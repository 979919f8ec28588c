/* SPDX-License-Identifier: MIT */
/*
 * Real-time threads on two CPUs that have other work: the two ready threads of the highest
 * priorities run. A thread moves to the other CPU when it wakes behind a higher one, when it is
 * preempted, when a higher one has left that CPU, and when its affinity changes. Each thread waits
 * for another one without leaving its CPU, so that only this rule lets them make progress.
 *
 * Two of these programs at once would block each other, so they take turns. Other real-time
 * programs may keep the CPUs busy for a while, so a thread that has waited for long gives up, and
 * the step is tried again. Only steps that never succeed are printed. A machine with one CPU tries
 * nothing.
 */
#include <abi.h>
#include <semaphore.h>
#include <sys/file.h>

#define TRIES   50
#define LONG_MS 200
#define THREADS 4
#define FIRST   1
#define SECOND  2
#define BOTH    3

struct job {
	pthread_t thread;
	sem_t go;
	void (*run)(void);
};

static struct job jobs[THREADS];
static pid_t tids[THREADS];
static int count;
static int cpu[2];
static int arrived, left, counter, tired, done, stopped; /* atomic */

static int get(int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static void raise_by(int *flag, int more)
{
	__atomic_fetch_add(flag, more, __ATOMIC_SEQ_CST);
}

static int ms_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)(now.tv_sec % 100000) * 1000 + (int)(now.tv_nsec / 1000000);
}

/* Stay on the CPU until the flag reaches this value, or a thread has given up. */
static void spin_for(int *flag, int value)
{
	int begin = ms_now();

	while (get(flag) < value && !get(&tired))
		if (ms_now() - begin > LONG_MS)
			raise_by(&tired, 1);
}

static void *run_job(void *argument)
{
	struct job *job = argument;

	tids[job - jobs] = (pid_t)syscall(SYS_gettid);
	raise_by(&arrived, 1);
	sem_wait(&job->go);
	job->run();
	return NULL;
}

static void set_cpus(pid_t tid, int which)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (int i = 0; i < 2; i++)
		if (which >> i & 1)
			CPU_SET(cpu[i], &set);
	if (sched_setaffinity(tid, sizeof(set), &set))
		out("sched_setaffinity: %s", strerror(errno));
}

/* A thread of this priority that waits for its semaphore; 0 means SCHED_OTHER. */
static int add(int priority, int cpus, void (*run)(void))
{
	struct sched_param param = {.sched_priority = priority};
	struct job *job = &jobs[count];

	job->run = run;
	sem_init(&job->go, 0, 0);
	pthread_create(&job->thread, NULL, run_job, job);
	while (get(&arrived) <= count)
		sleep_ms(1);
	set_cpus(tids[count], cpus);
	if (sched_setscheduler(tids[count], priority ? SCHED_FIFO : SCHED_OTHER, &param))
		out("sched_setscheduler: %s", strerror(errno));
	return count++;
}

static void go(int job)
{
	sem_post(&jobs[job].go);
}

static void meet(void)
{
	raise_by(&left, 1);
	spin_for(&left, 2);
}

static void woken(void)
{
	int low = add(10, BOTH, meet), high = add(20, BOTH, meet);

	go(low);
	go(high);
}

static void count_on(void)
{
	while (!get(&done) && !get(&tired))
		raise_by(&counter, 1);
}

static void see_counting(void)
{
	spin_for(&counter, get(&counter) + 1000);
	raise_by(&done, 1);
}

/* The main thread runs on the second CPU, with the highest priority. */
static void preempted(void)
{
	int low = add(10, FIRST, count_on), high = add(20, FIRST, see_counting);

	go(low);
	spin_for(&counter, 1);
	set_cpus(tids[low], BOTH);
	go(high);
}

static void hold_until_done(void)
{
	raise_by(&left, 1);
	spin_for(&done, 1);
}

static void leave_when_held(void)
{
	spin_for(&left, 1);
}

static void be_done(void)
{
	raise_by(&done, 1);
}

static void sunk(void)
{
	int high = add(20, FIRST, hold_until_done), low = add(10, FIRST, be_done);
	int other = add(20, SECOND, leave_when_held);

	go(high);
	spin_for(&left, 1);
	go(low);
	set_cpus(tids[low], BOTH);
	go(other);
}

static void sent_away(void)
{
	int high = add(20, FIRST, hold_until_done), low = add(0, FIRST, be_done);

	go(high);
	spin_for(&left, 1);
	go(low);
	set_cpus(tids[low], SECOND);
}

static void *other_work(void *argument)
{
	const struct sched_param param = {0};

	set_cpus(0, (int)(long)argument);
	sched_setscheduler(0, SCHED_OTHER, &param);
	while (!get(&stopped))
		;
	return NULL;
}

static void try(const char *what, void (*start)(void))
{
	int tries = 0;

	do {
		count = arrived = left = counter = tired = done = 0;
		start();
		for (int i = 0; i < count; i++)
			pthread_join(jobs[i].thread, NULL);
	} while (tired && ++tries < TRIES && (sleep_ms(tries), 1));
	if (tries == TRIES)
		out("%s: never", what);
}

int main(void)
{
	struct sched_param param = {.sched_priority = 50};
	pthread_t workers[2];
	cpu_set_t set;
	int cpus = 0;

	if (getuid() != 0)
		return 0;
	sched_getaffinity(0, sizeof(set), &set);
	for (int i = 0; i < CPU_SETSIZE && cpus < 2; i++)
		if (CPU_ISSET(i, &set))
			cpu[cpus++] = i;
	SHOW(flock(open("/", O_RDONLY), LOCK_EX));
	SHOW(sched_setscheduler(0, SCHED_FIFO, &param));
	if (cpus == 1)
		return 0;
	set_cpus(0, SECOND);
	for (long i = 0; i < 2; i++)
		pthread_create(&workers[i], NULL, other_work, (void *)(i + 1));
	try("woken", woken);
	try("preempted", preempted);
	try("another has left", sunk);
	try("sent away", sent_away);
	raise_by(&stopped, 1);
	for (int i = 0; i < 2; i++)
		pthread_join(workers[i], NULL);
	return 0;
}
