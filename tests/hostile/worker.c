/* SPDX-License-Identifier: MIT */
/*
 * A worker: drops its privileges, sets up signals and limits at random, and then attacks in one
 * way, with up to four threads. It ends by itself, by its own doing, or when it is killed.
 */
#include "hostile.h"
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define NPROC 200

void worker(uint64_t seed) __attribute__((noreturn));

static struct random for_threads;

static void limit(int which, rlim_t value)
{
	struct rlimit both = {value, value};

	setrlimit(which, &both);
}

static void drop_rights(struct random *r)
{
	static const rlim_t files[] = {8, 20, 64, 1024, 4096};

	limit(RLIMIT_NPROC, NPROC);
	limit(RLIMIT_NOFILE, files[below(r, 5)]);
	limit(RLIMIT_FSIZE, 1 << 20);
	if (once_in(r, 4))
		limit(RLIMIT_STACK, below(r, 1 << 23));
	if (once_in(r, 4))
		limit(RLIMIT_AS, below(r, 1 << 27));
	if (chdir(WORKPLACE) || setgroups(0, NULL) || setresgid(UID, UID, UID) ||
		setresuid(UID, UID, UID))
		_exit(1);
	once_in(r, 2) ? setpgid(0, 0) : setsid();
}

static void on_signal(int signal)
{
	(void)signal;
}

/* A fault is survived if the handler can leave the faulting code by ending this thread only. */
static void on_fault(int signal)
{
	(void)signal;
	syscall(SYS_exit, 1);
}

static void set_signals(struct random *r)
{
	struct itimerval timer = {{0, 1000 + (long)below(r, 20000)},
		{0, 1000 + (long)below(r, 20000)}};
	stack_t stack = {.ss_sp = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		.ss_size = 8 * PAGE};

	sigaltstack(&stack, NULL);
	for (int signal = 1; signal < 32; signal++) {
		struct sigaction action = {.sa_handler = on_signal,
			.sa_flags = (int)(below(r, 4) ? SA_ONSTACK : 0) |
				    (once_in(r, 4) ? SA_RESTART : 0) |
				    (once_in(r, 4) ? SA_NODEFER : 0)};

		if (signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE ||
			signal == SIGTRAP)
			action.sa_handler = once_in(r, 2) ? on_fault : SIG_DFL;
		else if (once_in(r, 3) && signal != SIGALRM)
			action.sa_handler = once_in(r, 3) ? SIG_DFL : SIG_IGN;
		sigaction(signal, &action, NULL);
	}
	setitimer(ITIMER_REAL, &timer, NULL);
}

static void make_descriptors(struct random *r)
{
	int fds[2];

	if (pipe(fds) || socketpair(1, 1 + (int)below(r, 2), 0, fds))
		return;
	syscall(SYS_eventfd2, 0, 0);
	syscall(SYS_epoll_create1, 0);
	syscall(SYS_timerfd_create, 1, 0);
	syscall(SYS_memfd_create, "m", below(r, 8));
}

static void *thread(void *unused)
{
	struct random r = {random_next(&for_threads)};

	(void)unused;
	make_calls(&r, 1 + (unsigned)below(&r, 3000));
	return NULL;
}

/* Twenty times in a short-lived process of its own: most code loops for ever. */
static void repeat(struct random *r, void (*harm)(struct random *r))
{
	struct itimerval timer = {{0, 0}, {0, 1 + (long)below(r, 20000)}};

	for (int i = 0; i < 20; i++) {
		if (fork() == 0) {
			signal(SIGALRM, SIG_DFL);
			setitimer(ITIMER_REAL, &timer, NULL);
			harm(r);
			_exit(0);
		}
		random_next(r);
	}
}

static void work(struct random *r)
{
	switch (below(r, 10)) {
	case 0:
	case 1:
		repeat(r, run_code);
		break;
	case 2:
		repeat(r, forge_frames);
		break;
	case 3:
	case 4:
		be_greedy(r);
		break;
	default:
		for (unsigned i = below(r, 4); i > 0; i--) {
			pthread_t new;

			pthread_create(&new, NULL, thread, NULL);
		}
		make_calls(r, 1 + (unsigned)below(r, 3000));
	}
}

void worker(uint64_t seed)
{
	struct random r = {seed};
	struct sched_param param = {0};
	int null = open("/dev/null", O_RDWR);

	sched_setscheduler(0, SCHED_OTHER, &param);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
	drop_rights(&r);
	for_threads.state = random_next(&r);
	set_signals(&r);
	playground_make(&r);
	make_descriptors(&r);
	work(&r);
	if (once_in(&r, 2))
		work(&r);
	_exit(0);
}
