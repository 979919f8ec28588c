/* SPDX-License-Identifier: MIT */
/*
 * calls that a handler interrupts even with SA_RESTART.
 */
#include <abi.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

static void handler(int signal)
{
}

static void later(void)
{
	struct itimerval timer = {.it_value = {0, 30000}};

	setitimer(ITIMER_REAL, &timer, NULL);
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct timespec time = {5, 0}, left = {0, 0};
	struct epoll_event event;
	int fds[2], status;
	pid_t pid;

	sigaction(SIGALRM, &action, NULL);
	pipe(fds);
	later();
	SHOW(nanosleep(&time, &left));
	YES(left.tv_sec == 4 && left.tv_nsec > 900000000);
	later();
	SHOW(poll(NULL, 0, 5000));
	later();
	SHOW(select(0, NULL, NULL, NULL, &(struct timeval){5, 0}));
	later();
	SHOW(epoll_wait(epoll_create1(0), &event, 1, 5000));
	later();
	SHOW(pause());
	later();
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL));
	pid = fork();
	if (pid == 0) {
		sleep_ms(80);
		_exit(3);
	}
	later();
	YES(waitpid(pid, &status, 0) == pid);
	show_status("child", status);
	return 0;
}
