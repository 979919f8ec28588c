/* SPDX-License-Identifier: MIT */
/*
 * PR_SET_CHILD_SUBREAPER makes a process the parent of its orphaned descendants.
 */
#include <abi.h>
#include <sys/prctl.h>

int main(void)
{
	int is = 5, status, waited = 0;
	pid_t middle;

	SHOW(prctl(PR_GET_CHILD_SUBREAPER, &is));
	out("is %d", is);
	SHOW(prctl(PR_SET_CHILD_SUBREAPER, 1));
	SHOW(prctl(PR_GET_CHILD_SUBREAPER, &is));
	out("is %d", is);
	middle = fork();
	if (middle == 0) {
		if (fork() == 0) {
			sleep_ms(20);
			_exit(6);
		}
		_exit(5);
	}
	while (wait(&status) > 0) {
		waited++;
		show_status("child", status);
	}
	out("waited for %d", waited);
	return 0;
}
