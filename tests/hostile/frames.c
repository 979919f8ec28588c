/* SPDX-License-Identifier: MIT */
/*
 * Forged signal frames, at any address: real ones, caught in a handler, with some words changed, or
 * random words only. The kernel must accept or reject them, and survive.
 */
#include "hostile.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define FRAME_MAX 6000
#define BELOW     256 /* between a handler's stack pointer and the start of its frame */

static unsigned char caught[FRAME_MAX];
static size_t caught_size;
static unsigned long caught_at; /* its original address */

static void catch_frame(int signal, siginfo_t *info, void *context)
{
	unsigned char *start =
		(unsigned char *)(info < (siginfo_t *)context ? (void *)info : context);

	(void)signal;
	start -= BELOW;
	caught_at = (unsigned long)start;
	caught_size = FRAME_MAX;
	memcpy(caught, start, caught_size);
}

/* A frame of this machine, whatever its layout, and the start of its context in it. */
static void catch_one(void)
{
	static unsigned char stack[4 * FRAME_MAX] __attribute__((aligned(64)));
	struct sigaction action = {.sa_sigaction = catch_frame,
		.sa_flags = SA_SIGINFO | SA_ONSTACK};
	/* Room above the frame, so that the copied bytes exist. */
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack) - FRAME_MAX};

	sigaltstack(&alternate, NULL);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
}

static void change_words(struct random *r, unsigned char *frame, size_t size)
{
	for (unsigned i = 1 + below(r, 12); i > 0; i--) {
		unsigned long word = any_value(r);
		size_t at = BELOW + (below(r, once_in(r, 2) ? 500 : size - BELOW - 8) & ~3ul);

		if (once_in(r, 3))
			memcpy(&word, frame + at, sizeof(word));
		if (once_in(r, 3))
			word ^= 1ul << below(r, 8 * sizeof(word));
		memcpy(frame + at, &word, once_in(r, 2) ? sizeof(word) : 4);
	}
}

void forge_frames(struct random *r)
{
	unsigned char *region =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char *to;
	size_t room;

	catch_one();
	if (region == MAP_FAILED || !caught_size)
		_exit(1);
	munmap(region + 3 * PAGE, PAGE);
	if (once_in(r, 5))
		fill(r, caught, caught_size);
	else
		change_words(r, caught, caught_size);
	/* At its old place, so that pointers in it hold; or elsewhere; or cut off by a hole. */
	to = (unsigned char *)caught_at;
	if (once_in(r, 3))
		to = region + below(r, 3 * PAGE - FRAME_MAX) / 16 * 16 + caught_at % 16;
	else if (once_in(r, 4))
		to = region + 3 * PAGE - 8 * (1 + below(r, FRAME_MAX / 8));
	room = caught_size;
	if (to >= region && to + room > region + 3 * PAGE && to < region + 3 * PAGE)
		room = (size_t)(region + 3 * PAGE - to);
	memcpy(to, caught, room);
	return_through(once_in(r, 8) ? any_value(r) : (unsigned long)to + BELOW - frame_offset,
		once_in(r, 2));
}
