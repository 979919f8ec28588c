/* SPDX-License-Identifier: MIT */
/*
 * Source 2: a thread that starts with three arguments on a stack of its own; first with pthreads
 * and a structure, then as in the source, from a set of registers made by hand.
 */
#include "demo.h"
#include <ucontext.h>

#define STACK_SIZE 65536

struct arguments {
	unsigned first, second, third;
	const char *stack;
};

static char stack[STACK_SIZE] __attribute__((aligned(16)));
static ucontext_t before, made;
static unsigned sum;

static bool is_on(const char *bottom, const void *local)
{
	return (const char *)local >= bottom && (const char *)local < bottom + STACK_SIZE;
}

static void *body(void *arg)
{
	struct arguments *a = arg;

	printf("thread: arguments %#x %#x %#x, on its own stack: %s\n", a->first, a->second,
		a->third, is_on(a->stack, &a) ? "yes" : "no");
	return (void *)(uintptr_t)(a->first + a->second + a->third);
}

static void made_body(int first, int second, int third)
{
	printf("registers made by hand: arguments %#x %#x %#x, on the made stack: %s\n", first,
		second, third, is_on(stack, &first) ? "yes" : "no");
	sum = (unsigned)(first + second + third);
}

int main(void)
{
	struct arguments arguments = {0x11, 0x22, 0x33, stack};
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	must(pthread_attr_setstack(&attributes, stack, sizeof(stack)) == 0, "stack");
	errno = pthread_create(&thread, &attributes, body, &arguments);
	must(errno == 0, "thread");
	printf("its exit value: %#x\n", (unsigned)(uintptr_t)join(thread));

	must(getcontext(&made) == 0, "context");
	made.uc_stack.ss_sp = stack;
	made.uc_stack.ss_size = sizeof(stack);
	made.uc_link = &before; /* continues here when the function returns */
	makecontext(&made, (void (*)(void))made_body, 3, 0x11, 0x22, 0x33);
	must(swapcontext(&before, &made) == 0, "switch");
	printf("back from it: %#x\n", sum);
	return 0;
}
