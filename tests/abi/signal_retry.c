/* SPDX-License-Identifier: MIT */
/*
 * when a handler has repaired the cause of a fault, the instruction runs again.
 */
#include <abi.h>

static char *page;
static volatile int faults;

static void handler(int signal, siginfo_t *info, void *context)
{
	faults++;
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

	page = read_only_page();
	sigaction(SIGSEGV, &action, NULL);
	for (int i = 0; i < 10; i++) {
		page[100 + i] = (char)i;
		mprotect(page, PAGE, PROT_READ);
	}
	out("%d faults, %d %d", faults, page[101], page[109]);
	return 0;
}
