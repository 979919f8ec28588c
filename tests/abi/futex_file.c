/* SPDX-License-Identifier: MIT */
/*
 * a futex in a file that two processes map at different addresses.
 */
#include <abi.h>
#include <linux/futex.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), status, woken = 0;
	volatile int *word;
	pid_t pid;

	ftruncate(fd, PAGE);
	pid = fork();
	if (pid == 0) {
		mmap(NULL, 10 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		word = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		while (word[5] == 0)
			syscall(SYS_futex, word + 5, FUTEX_WAIT, 0, NULL, NULL, 0);
		_exit(word[5]);
	}
	word = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	await_asleep(pid);
	word[5] = 4;
	for (int i = 0; i < 1000 && !woken; i++) {
		woken = (int)syscall(SYS_futex, word + 5, FUTEX_WAKE, 10, NULL, NULL, 0);
		if (!woken)
			sleep_ms(1);
	}
	out("woken %d", woken);
	waitpid(pid, &status, 0);
	show_status("child", status);
	return 0;
}
