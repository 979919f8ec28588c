/* SPDX-License-Identifier: MIT */
/*
 * limits are read, lowered and inherited by fork(); errors.
 */
#include <abi.h>
#include <sys/resource.h>

static void child(void)
{
	struct rlimit limit;

	SHOW(getrlimit(RLIMIT_NOFILE, &limit));
	out("inherited: %ld", (long)limit.rlim_cur);
	SHOW(dup2(0, 31));
	SHOW(dup2(0, 32));
	SHOW(fcntl(0, F_DUPFD, 32));
	while (dup(0) >= 0)
		;
	SHOW(dup(0));
}

int main(void)
{
	struct rlimit limit, old;

	SHOW(getrlimit(RLIMIT_NOFILE, &old));
	YES(old.rlim_cur >= 256 && old.rlim_cur <= old.rlim_max);
	limit = (struct rlimit){32, old.rlim_max};
	SHOW(setrlimit(RLIMIT_NOFILE, &limit));
	SHOW(prlimit(0, RLIMIT_NOFILE, NULL, &limit));
	out("now %ld", (long)limit.rlim_cur);
	in_child("child", child);
	limit = (struct rlimit){10, 5};
	SHOW(setrlimit(RLIMIT_NOFILE, &limit));
	SHOW(getrlimit(99, &limit));
	SHOW(setrlimit(-1, &limit));
	SHOW(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, KERNEL));
	SHOW(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NOWHERE, NULL));
	SHOW(prlimit(0x3ffffff, RLIMIT_NOFILE, NULL, &limit));
	SHOW(getrlimit(RLIMIT_STACK, &limit));
	YES(limit.rlim_cur >= 1 << 20);
	return 0;
}
