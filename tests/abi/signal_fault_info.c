/* SPDX-License-Identifier: MIT */
/*
 * faults raise signals with the right number, code and address.
 */
#include <abi.h>
#include <setjmp.h>

static sigjmp_buf again;
static siginfo_t got;

static void handler(int signal, siginfo_t *info, void *context)
{
	got = *info;
	siglongjmp(again, 1);
}

static void show_fault(const char *what, void *address)
{
	out("%s: SIG%s code %d address %s", what, sigabbrev_np(got.si_signo), got.si_code,
		got.si_addr == address ? "right" : "other");
}

int main(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	volatile char *p = read_only_page(), *file;
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	for (int i = 0; i < 5; i++)
		sigaction(signals[i], &action, NULL);
	if (sigsetjmp(again, 1) == 0)
		*(volatile char *)NOWHERE = 1;
	show_fault("nothing mapped", NOWHERE);
	if (sigsetjmp(again, 1) == 0)
		p[123] = 1;
	show_fault("read-only", (void *)(p + 123));
	munmap((void *)p, PAGE);
	if (sigsetjmp(again, 1) == 0)
		out("%d", p[5]);
	show_fault("unmapped", (void *)(p + 5));
	file = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	if (sigsetjmp(again, 1) == 0)
		out("%d", file[7]);
	show_fault("beyond the file", (void *)(file + 7));
	if (sigsetjmp(again, 1) == 0)
		__builtin_trap();
	out("SIG%s", got.si_signo == SIGILL || got.si_signo == SIGTRAP ? "ILL or TRAP" : "other");
	return 0;
}
