/* SPDX-License-Identifier: MIT */
/*
 * stopping and continuing a child, observed by waitpid() and SIGCHLD.
 */
#include <abi.h>

static volatile int child_signals;

static void handler(int signal)
{
	child_signals++;
}

static void asleep(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	await_asleep(pid);
	SHOW(kill(pid, SIGSTOP));
	YES(waitpid(pid, &status, WUNTRACED) == pid);
	out("stopped asleep: %c", state_of(pid));
	SHOW(kill(pid, SIGCONT));
	YES(waitpid(pid, &status, WCONTINUED) == pid);
	await_asleep(pid);
	kill(pid, SIGKILL);
	YES(waitpid(pid, &status, 0) == pid);
}

int main(void)
{
	volatile int *shared =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	int status, before;
	pid_t pid;

	sigaction(SIGCHLD, &action, NULL);
	pid = fork();
	if (pid == 0)
		for (;;) {
			(*shared)++;
			sleep_ms(1);
		}
	while (*shared == 0)
		sleep_ms(1);
	SHOW(kill(pid, SIGSTOP));
	YES(waitpid(pid, &status, WUNTRACED) == pid);
	show_status("child", status);
	before = *shared;
	sleep_ms(30);
	YES(*shared == before);
	SHOW(waitpid(pid, &status, WUNTRACED | WNOHANG));
	SHOW(kill(pid, SIGCONT));
	YES(waitpid(pid, &status, WCONTINUED) == pid);
	show_status("child", status);
	for (int i = 0; i < 5000 && *shared == before; i++)
		sleep_ms(1);
	YES(*shared > before);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	SHOW(kill(pid, SIGKILL));
	YES(waitpid(pid, &status, 0) == pid);
	show_status("child", status);
	YES(child_signals >= 3);
	asleep();
	return 0;
}
