/* SPDX-License-Identifier: MIT */
/*
 * a futex in shared memory works between processes.
 */
#include <abi.h>
#include <linux/futex.h>

int main(void)
{
	volatile int *word =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, woken = 0;
	pid_t pid = fork();

	if (pid == 0) {
		while (*word == 0)
			syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
		_exit(*word);
	}
	await_asleep(pid);
	*word = 8;
	for (int i = 0; i < 1000 && !woken; i++) {
		woken = (int)syscall(SYS_futex, word, FUTEX_WAKE, 10, NULL, NULL, 0);
		if (!woken)
			sleep_ms(1);
	}
	out("woken %d", woken);
	waitpid(pid, &status, 0);
	show_status("child", status);
	return 0;
}
