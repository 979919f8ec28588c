/* SPDX-License-Identifier: MIT */
/*
 * with SA_RESTART a read() continues after the handler; otherwise it fails with EINTR.
 */
#include <abi.h>

static int fds[2];

static void handler(int signal)
{
	out("handler");
}

static void try(int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	pid_t parent = getpid(), pid;
	char c = 0;

	sigaction(SIGUSR1, &action, NULL);
	pid = fork();
	if (pid == 0) {
		sleep_ms(40);
		kill(parent, SIGUSR1);
		sleep_ms(40);
		write(fds[1], "x", 1);
		_exit(0);
	}
	SHOW(read(fds[0], &c, 1));
	while (waitpid(pid, NULL, 0) < 0)
		;
	if (!c)
		read(fds[0], &c, 1);
}

int main(void)
{
	pipe(fds);
	try(SA_RESTART);
	try(0);
	return 0;
}
