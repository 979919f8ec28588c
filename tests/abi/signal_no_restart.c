/* SPDX-License-Identifier: MIT */
/*
 * calls interrupted by a handler without SA_RESTART fail with EINTR.
 */
#include <abi.h>
#include <sys/file.h>

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
	struct sigaction action = {.sa_handler = handler};
	static char block[100000];
	int fds[2], fd, status;
	struct flock l = {.l_type = F_WRLCK};
	pid_t pid;

	sigaction(SIGALRM, &action, NULL);
	pipe(fds);
	later();
	SHOW(read(fds[0], block, 1));
	later();
	SHOW(write(fds[1], block, sizeof(block)));
	later();
	SHOW(write(fds[1], block, 10));
	mkfifo("fifo", 0600);
	later();
	SHOW(open("fifo", O_RDONLY));
	fd = open("file", O_RDWR | O_CREAT, 0600);
	pid = fork();
	if (pid == 0) {
		fcntl(fd, F_SETLK, &l);
		write(fds[1] = open("fifo", O_WRONLY), "x", 1);
		pause();
	}
	read(open("fifo", O_RDONLY), block, 1);
	later();
	SHOW(fcntl(fd, F_SETLKW, &l));
	later();
	SHOW(waitpid(pid, &status, 0));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return 0;
}
