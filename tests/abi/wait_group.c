/* SPDX-License-Identifier: MIT */
/*
 * waitpid(0) and waitpid(-group) select children by process group.
 */
#include <abi.h>

int main(void)
{
	int status;
	pid_t same = fork(), other;

	if (same == 0)
		_exit(1);
	other = fork();
	if (other == 0) {
		pause();
		_exit(2);
	}
	SHOW(setpgid(other, other));
	YES(waitpid(0, &status, 0) == same);
	show_status("same group", status);
	SHOW(waitpid(0, &status, WNOHANG));
	SHOW(waitpid(-other, &status, WNOHANG));
	kill(other, SIGKILL);
	YES(waitpid(-other, &status, 0) == other);
	show_status("other group", status);
	SHOW(waitpid(-other, &status, 0));
	return 0;
}
