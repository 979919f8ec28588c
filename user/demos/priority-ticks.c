/* SPDX-License-Identifier: MIT */
/*
 * Source 4: CPU time by priority. Threads that only compute share one CPU; a thread with a higher
 * nice value receives less of it. Then three faults that must end only their own process: a stack
 * overflow, a smashed stack, a write to read-only memory.
 */
#include "demo.h"
#include <sys/mman.h>
#include <sys/syscall.h>

#define THREADS 3
#define STEP    5 /* between the nice values of two threads: about a third of the time */
#define RUN_MS  700

static volatile bool stop;
static pthread_barrier_t begin;

static void *compute(void *arg)
{
	struct timespec used;
	volatile unsigned n = 0;

	/* On Linux each thread has a nice value of its own. */
	must(setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), (int)(intptr_t)arg) == 0,
		"niceness");
	pthread_barrier_wait(&begin);
	while (!stop)
		n++;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return (void *)(uintptr_t)(used.tv_sec * 1000 + used.tv_nsec / 1000000);
}

static void shares(void)
{
	struct timespec length = {0, RUN_MS * 1000000l};
	pthread_t threads[THREADS];
	unsigned used[THREADS], sum = 0;

	pthread_barrier_init(&begin, NULL, THREADS + 1);
	for (intptr_t i = 0; i < THREADS; i++)
		threads[i] = start(compute, (void *)(i * STEP));
	pthread_barrier_wait(&begin);
	nanosleep(&length, NULL);
	stop = true;
	for (int i = 0; i < THREADS; i++)
		sum += used[i] = (unsigned)(uintptr_t)join(threads[i]);
	/* Nine times as much by the weights; less if the host is busy. */
	printf("nice 0 got more than three times the time of nice %d: %s\n", (THREADS - 1) * STEP,
		used[0] > 3 * used[THREADS - 1] ? "yes" : "no");
	for (int i = 0; i < THREADS; i++)
		printf("nice %d got some: %s\n", i * STEP, used[i] ? "yes" : "no");
	printf("together no more than there was: %s\n", sum <= RUN_MS * 3 ? "yes" : "no");
}

static int deeper(volatile char *from)
{
	volatile char here[4096];

	if (!from[0])
		return 0;
	here[0] = from[0];
	return deeper(here) + here[0];
}

static void overflow(void)
{
	char first = 1;

	_exit(deeper(&first));
}

/* The compiler's canary stands for the stack magic of the source. */
static __attribute__((noinline)) void fill(char *buffer, size_t size)
{
	memset(buffer, 0x5a, size);
}

static __attribute__((noinline, optimize("stack-protector-all"))) void smash(void)
{
	char buffer[16];

	fill(buffer, sizeof(buffer) + 16 * (getpid() > 0)); /* the compiler cannot know the size */
}

static void write_read_only(void)
{
	char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(page != MAP_FAILED, "memory");
	*(volatile char *)page = 1;
}

static void ends(const char *what, void (*body)(void))
{
	pid_t pid = fork();
	int status = 0;

	must(pid >= 0, "process");
	if (pid == 0) {
		close(2); /* the C library would print a message */
		body();
		_exit(0);
	}
	must(waitpid(pid, &status, 0) == pid, "child");
	printf("%s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	fflush(stdout);
}

int main(void)
{
	use_one_cpu();
	shares();
	fflush(stdout);
	ends("stack used up", overflow);
	ends("stack smashed", smash);
	ends("write to what may only be read", write_read_only);
	puts("the rest goes on");
	return 0;
}
