/* SPDX-License-Identifier: MIT */
/*
 * CPU time in user mode and in the kernel, counted apart: getrusage(), times(), /proc, CPU clocks,
 * and the interval timer that counts user time only.
 */
#include <abi.h>
#include <sys/times.h>

#define LONG_US    200000
#define VIRT_CLOCK (-7) /* the caller's time in user mode */

static volatile int virtual_alarms, both_alarms;
static char buffer[1 << 20];

static long long us_of(struct timeval t)
{
	return t.tv_sec * 1000000ll + t.tv_usec;
}

static long long clock_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

struct used {
	long long user, system;
};

static struct used used(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (struct used){us_of(usage.ru_utime), us_of(usage.ru_stime)};
}

/* Use CPU time in user mode, with hardly a system call. */
static void compute(void)
{
	long long start = clock_us(CLOCK_THREAD_CPUTIME_ID);

	while (clock_us(CLOCK_THREAD_CPUTIME_ID) - start < LONG_US)
		for (volatile int i = 0; i < 300000; i++)
			;
}

/* Use CPU time in the kernel. */
static void call(void)
{
	long long start = clock_us(CLOCK_THREAD_CPUTIME_ID);
	int fd = open("/dev/zero", O_RDONLY);

	while (clock_us(CLOCK_THREAD_CPUTIME_ID) - start < LONG_US)
		for (int i = 0; i < 8; i++)
			if (read(fd, buffer, sizeof(buffer)) != sizeof(buffer))
				out("short");
	close(fd);
}

static void check(const char *what, int who, void (*work)(void), int in_kernel)
{
	struct used before = used(who), after;
	long long user, system;

	work();
	after = used(who);
	user = after.user - before.user;
	system = after.system - before.system;
	out("%s", what);
	YES(user + system >= LONG_US * 9 / 10);
	YES(in_kernel ? system > user : user > system); /* Linux samples the mode */
}

static void computing_child(void)
{
	if (fork() == 0) {
		compute();
		_exit(0);
	}
	wait(NULL);
}

static void calling_child(void)
{
	if (fork() == 0) {
		call();
		_exit(0);
	}
	wait(NULL);
}

static void *thread(void *unused)
{
	check("a thread computes", RUSAGE_THREAD, compute, 0);
	check("a thread calls", RUSAGE_THREAD, call, 1);
	return NULL;
}

/* Query the times in every way, at about the same moment. */
static void compare(void)
{
	long long first = clock_us(CLOCK_PROCESS_CPUTIME_ID), last, user, system;
	struct used now = used(RUSAGE_SELF), children = used(RUSAGE_CHILDREN);
	unsigned long utime = 0, stime = 0;
	long cutime = 0, cstime = 0;
	char text[1024] = "";
	struct tms tms;
	FILE *file;

	last = clock_us(CLOCK_PROCESS_CPUTIME_ID);
	YES(now.user + now.system >= first - 2 && now.user + now.system <= last);
	/* Linux counts ticks here, and scales the two parts to the exact sum. */
	user = clock_us(VIRT_CLOCK);
	YES(user > now.user / 4 && user < now.user * 3 / 2);
	times(&tms);
	user = tms.tms_utime * 10000ll;
	system = tms.tms_stime * 10000ll;
	YES(llabs(user - now.user) < 50000 && llabs(system - now.system) < 50000);
	YES(llabs(tms.tms_cutime * 10000ll - children.user) < 50000);
	YES(llabs(tms.tms_cstime * 10000ll - children.system) < 50000);
	file = fopen("/proc/self/stat", "r");
	if (!fgets(text, sizeof(text), file))
		out("no stat");
	fclose(file);
	sscanf(strrchr(text, ')') + 2,
		"%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &utime, &stime,
		&cutime, &cstime);
	YES(llabs((long long)utime * 10000 - now.user) < 50000);
	YES(llabs((long long)stime * 10000 - now.system) < 50000);
	YES(llabs(cutime * 10000ll - children.user) < 50000);
	YES(llabs(cstime * 10000ll - children.system) < 50000);
}

static void on_alarm(int signal)
{
	if (signal == SIGVTALRM)
		virtual_alarms++;
	else
		both_alarms++;
}

static void timers(void)
{
	struct itimerval once = {{0, 0}, {0, LONG_US / 2}};

	signal(SIGVTALRM, on_alarm);
	signal(SIGPROF, on_alarm);
	setitimer(ITIMER_VIRTUAL, &once, NULL);
	setitimer(ITIMER_PROF, &once, NULL);
	call();
	out("in the kernel: %d of both, %d of user mode", both_alarms, virtual_alarms);
	compute();
	out("in user mode: %d of both, %d of user mode", both_alarms, virtual_alarms);
}

/* The machine's times include those of this process. */
static struct used machine_used(void)
{
	unsigned long long user = 0, nice = 0, system = 0;
	FILE *file = fopen("/proc/stat", "r");

	if (fscanf(file, "cpu %llu %llu %llu", &user, &nice, &system) != 3)
		out("no cpu line");
	fclose(file);
	return (struct used){(long long)(user + nice) * 10000, (long long)system * 10000};
}

static void machine(void)
{
	struct used before = machine_used(), after;

	compute();
	after = machine_used();
	YES(after.user - before.user >= LONG_US / 2);
	before = after;
	call();
	after = machine_used();
	YES(after.system - before.system >= LONG_US / 2);
}

int main(void)
{
	pthread_t other;

	memset(buffer, 1, sizeof(buffer));
	check("computes", RUSAGE_SELF, compute, 0);
	check("calls", RUSAGE_SELF, call, 1);
	check("a child computes", RUSAGE_CHILDREN, computing_child, 0);
	check("a child calls", RUSAGE_CHILDREN, calling_child, 1);
	pthread_create(&other, NULL, thread, NULL);
	pthread_join(other, NULL);
	compare();
	timers();
	machine();
	return 0;
}
