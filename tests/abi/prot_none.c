/* SPDX-License-Identifier: MIT */
/*
 * Memory without access rights: system calls cannot access it on the program's behalf either. Its
 * contents are still there when the rights return, in a child too.
 */
#include <abi.h>

static char *page;
static int null, zero, pipes[2];

static void touch(void)
{
	struct stat *st = (struct stat *)page;

	write(pipes[1], "x", 1);
	SHOW(write(pipes[1], page, 10));
	SHOW(read(zero, page, 10));
	SHOW(read(pipes[0], page + 100, 1));
	SHOW(fstat(null, st));
	SHOW(open(page, O_RDONLY));
	SHOW(syscall(SYS_futex, page, 0, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, page, NULL, 8));
	SHOW(syscall(SYS_set_robust_list, page, 24) == 0 || errno == EINVAL);
}

static void fault(void)
{
	*(volatile char *)page = 1;
}

static void look_back(void)
{
	SHOW(mprotect(page, PAGE, PROT_READ));
	YES(page[0] == 'a' && page[PAGE - 1] == 'z');
	SHOW(mprotect(page, PAGE, PROT_READ | PROT_WRITE));
	page[1] = 'b';
	YES(page[0] == 'a' && page[1] == 'b');
}

int main(void)
{
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	null = open("/dev/null", O_RDWR);
	zero = open("/dev/zero", O_RDWR);
	pipe(pipes);
	page[0] = 'a';
	page[PAGE - 1] = 'z';
	SHOW(mprotect(page, PAGE, PROT_NONE));
	touch();
	in_child("touched", fault);
	in_child("with its rights back", look_back);
	touch();
	YES(page == mremap(page, PAGE, PAGE, 0));
	look_back();
	return 0;
}
