/* SPDX-License-Identifier: MIT */
/* A stopped process group that becomes orphaned gets SIGHUP and SIGCONT; other groups do not. */
#include "abi.h"

static int report[2];

static void say(int signo)
{
	const char *name = signo == SIGHUP ? "HUP" : "CONT";

	write(report[1], name, strlen(name));
	write(report[1], " ", 1);
}

/* The member stops itself if asked to, then reports the signals that it receives. */
static void member(bool stop)
{
	setpgid(0, 0);
	signal(SIGHUP, say);
	signal(SIGCONT, say);
	write(report[1], "R ", 2);
	if (stop)
		raise(SIGSTOP);
	sleep_ms(200);
	write(report[1], "end", 3);
	_exit(0);
}

/* A parent in another group that ends while its child is stopped, or is not. */
static void run(const char *what, bool stop)
{
	char text[64] = "";
	size_t used = 0;
	pid_t parent;
	long n;

	pipe(report);
	parent = fork();
	if (parent == 0) {
		pid_t child = fork();
		int status;

		if (child == 0)
			member(stop);
		if (stop)
			waitpid(child, &status, WUNTRACED);
		else
			sleep_ms(50);
		_exit(0);
	}
	waitpid(parent, NULL, 0);
	close(report[1]);
	while (used < sizeof(text) - 1 &&
		(n = read(report[0], text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)n;
	close(report[0]);
	text[used] = 0;
	out("%s: %s, HUP %s, CONT %s", what, strstr(text, "end") ? "ended" : "lost",
		strstr(text, "HUP") ? "yes" : "no", strstr(text, "CONT") ? "yes" : "no");
}

int main(void)
{
	run("stopped", true);
	run("running", false);
	return 0;
}
