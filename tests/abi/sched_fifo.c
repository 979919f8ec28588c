/* SPDX-License-Identifier: MIT */
/*
 * The queues of SCHED_FIFO on one CPU: by priority, in order of arrival; and the place in the queue
 * of a thread that yields, is preempted, wakes, or gets another priority.
 */
#include <abi.h>
#include <semaphore.h>

#define THREADS 8
#define ROOM    64

struct job {
	char name;
	pthread_t thread;
	sem_t go;
	pid_t tid;
	void (*run)(struct job *job);
};

static struct job jobs[THREADS];
static int started;
static char order[ROOM];
static int length;

/* Only one thread runs at a time. */
static void note(char what)
{
	if (length < ROOM - 1)
		order[length++] = what;
}

static void only_note(struct job *job)
{
	note(job->name);
}

static void yield_often(struct job *job)
{
	for (int i = 0; i < 3; i++) {
		note(job->name);
		sched_yield();
	}
}

/* Job 0 wakes a job of a higher priority, which runs at once. Then job 0 continues before the
 * others. */
static void wake_higher(struct job *job)
{
	note(job->name);
	sem_post(&jobs[7].go);
	note(job->name);
}

/* Wakes a job of its own priority, which queues behind those that are already ready. */
static void wake_equal(struct job *job)
{
	note(job->name);
	sem_post(&jobs[6].go);
	note(job->name);
}

static void set_priority(pid_t tid, int priority)
{
	struct sched_param param = {.sched_priority = priority};

	if (sched_setparam(tid, &param))
		out("sched_setparam: %s", strerror(errno));
}

/* Lets jobs of its former priority run first, and is then the first of a lower priority. */
static void lower_itself(struct job *job)
{
	note(job->name);
	set_priority(0, 9);
	note(job->name);
}

static void raise_itself(struct job *job)
{
	note(job->name);
	set_priority(0, 12);
	note(job->name);
	sched_yield();
	note(job->name);
}

static void *run_job(void *argument)
{
	struct job *job = argument;

	job->tid = (pid_t)syscall(SYS_gettid);
	started++;
	sem_wait(&job->go);
	job->run(job);
	return NULL;
}

/* Blocked threads with these priorities. The main thread has a higher one. */
static void start(int count, const int *priorities, void (*run)(struct job *job))
{
	length = started = 0;
	memset(order, 0, sizeof(order));
	for (int i = 0; i < count; i++) {
		jobs[i].name = (char)('a' + i);
		jobs[i].run = run;
		sem_init(&jobs[i].go, 0, 0);
		pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]);
	}
	while (started < count)
		sleep_ms(1);
	sleep_ms(1);
	for (int i = 0; i < count; i++)
		set_priority(jobs[i].tid, priorities[i]);
}

static void finish(const char *what, int count)
{
	for (int i = 0; i < count; i++)
		pthread_join(jobs[i].thread, NULL);
	out("%s: %s", what, order);
}

static void wake(int first, int end)
{
	for (int i = first; i < end; i++)
		sem_post(&jobs[i].go);
}

static void queues(void)
{
	static const int mixed[] = {10, 30, 20, 30, 11, 12, 49, 1};
	static const int equal[] = {10, 10, 10, 10, 10, 10, 10, 30};
	static const int apart[] = {10, 10, 20, 5, 10};

	start(8, mixed, only_note);
	wake(0, 8);
	finish("by priority", 8);
	start(4, equal, yield_often);
	wake(0, 4);
	finish("yield", 4);
	start(3, mixed, yield_often);
	wake(0, 3);
	finish("yield with none of its level", 3);
	start(8, equal, only_note);
	jobs[0].run = wake_higher;
	wake(0, 7);
	finish("preempted", 8);
	start(7, equal, only_note);
	jobs[0].run = wake_equal;
	wake(0, 3);
	sleep_ms(1);
	wake(3, 6);
	finish("woken", 7);
	start(5, apart, only_note);
	wake(0, 5);
	set_priority(jobs[2].tid, 10);
	set_priority(jobs[3].tid, 10);
	set_priority(jobs[0].tid, 10);
	finish("lowered first, raised last, unchanged in place", 5);
	start(4, equal, only_note);
	jobs[0].run = lower_itself;
	jobs[1].run = raise_itself;
	wake(0, 4);
	finish("changing themselves", 4);
}

int main(void)
{
	struct sched_param param = {.sched_priority = 50};
	cpu_set_t one;

	if (getuid() != 0)
		return 0;
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	SHOW(sched_setscheduler(0, SCHED_FIFO, &param));
	queues();
	return 0;
}
