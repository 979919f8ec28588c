/* SPDX-License-Identifier: MIT */
/*
 * Signal frames on pages that are not present yet, or do not exist. The kernel faults pages in
 * where it can, in the middle of a frame too; a frame that cannot be written or read raises
 * SIGSEGV. A frame that the program assembles from parts of another one is as good as that one.
 */
#include <abi.h>
#include <ucontext.h>

#define SIZE (16 * PAGE)

static volatile int calls;

static void handler(int signal, siginfo_t *info, void *context)
{
	calls++;
}

static char *map(int protection)
{
	return mmap(NULL, SIZE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void take(void (*function)(int, siginfo_t *, void *))
{
	struct sigaction action = {.sa_sigaction = function,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
}

/* The stack ends `below` bytes below the end of its memory. So a page boundary falls into every
 * part of the frame, and the page beyond it is fresh. */
static void on_stack_ending(unsigned below)
{
	char *memory = map(PROT_READ | PROT_WRITE);
	stack_t stack = {.ss_sp = memory, .ss_size = SIZE - below};
	volatile double kept = 1.5 + below;

	sigaltstack(&stack, NULL);
	take(handler);
	if (kept != 1.5 + below)
		out("%u: lost", below);
	sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
	munmap(memory, SIZE);
}

static void not_writable(void)
{
	stack_t stack = {.ss_sp = map(PROT_READ), .ss_size = SIZE};

	sigaltstack(&stack, NULL);
	take(handler);
}

/* First the upper part of the frame, then the lower one. */
static void upper_missing(void)
{
	char *memory = map(PROT_READ | PROT_WRITE);
	stack_t stack = {.ss_sp = memory, .ss_size = SIZE - PAGE + 256};

	mprotect(memory + SIZE - PAGE, PAGE, PROT_NONE);
	sigaltstack(&stack, NULL);
	take(handler);
}

static void lower_missing(void)
{
	char *memory = map(PROT_READ | PROT_WRITE);
	stack_t stack = {.ss_sp = memory, .ss_size = SIZE - PAGE + 256};

	mprotect(memory, SIZE - PAGE, PROT_NONE);
	sigaltstack(&stack, NULL);
	take(handler);
}

#if !defined(__riscv)
static char *other; /* the place of the floating-point state in a handler's frame */

/* The size of the state to copy: all of it, as given by the last words of the FXSAVE area. */
static void move_state(ucontext_t *context, char *to, size_t offset)
{
	char *state = (char *)context->uc_mcontext.fpregs;
	char *area = sizeof(long) == 8 ? state : state + 112;
	uint32_t size;

	memcpy(&size, area + 464 + 4, 4);
	memcpy(to + offset, state, size);
	context->uc_mcontext.fpregs = (void *)(to + offset);
}

/* aligned as XSAVE requires */
static const size_t aligned = sizeof(long) == 8 ? 64 : 64 + 16;

static void moved(int signal, siginfo_t *info, void *context)
{
	calls++;
	move_state(context, other, aligned);
}

static void state_missing(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	c->uc_mcontext.fpregs = (void *)(other + aligned);
}

/* Only the second half is missing. */
static void state_torn(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;
	char *to = other + PAGE + aligned - 640;

	move_state(c, to, 0);
	mprotect(other + PAGE, PAGE, PROT_NONE);
}

static void missing(void)
{
	other = map(PROT_NONE);
	take(state_missing);
}

static void torn(void)
{
	other = map(PROT_READ | PROT_WRITE);
	take(state_torn);
}

static void states(void)
{
	volatile double kept = 2.25;

	other = map(PROT_READ | PROT_WRITE);
	take(moved);
	YES(kept == 2.25);
	out("calls: %d", calls);
	in_child("the state's page is missing", missing);
	in_child("the page of its end is missing", torn);
}
#else
static void states(void)
{
}
#endif

int main(void)
{
	for (unsigned below = 0; below <= 2 * PAGE; below += 48)
		on_stack_ending(below);
	out("calls: %d", calls);
	in_child("a stack that may not be written", not_writable);
	in_child("the upper part is missing", upper_missing);
	in_child("the lower part is missing", lower_missing);
	states();
	return 0;
}
