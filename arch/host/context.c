/* SPDX-License-Identifier: MIT */
/*
 * Contexts. Stacks are kept for re-use, since a test creates hundreds of thousands of threads. A
 * context that was destroyed while it ran leaves its redzones behind, so a stack is unpoisoned
 * before re-use.
 */
#include <arch/host/context.h>
#include <lib/base.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <stdlib.h>

#define STACK_SIZE  (64u << 10)
#define SAVED_WORDS 6 /* registers that context_jump() takes from a stack */

struct host_context {
	void *sp;    /* valid while it does not run */
	char *stack; /* lowest byte; NULL for the adopted context until it is first left */
	size_t stack_size;
	void (*entry)(void);
	struct host_context *next_spare, *next_of_all;
};

void context_jump(void **save_sp, void *load_sp); /* switch.S */

static struct host_context adopted;
static struct host_context *running, *left;
static struct host_context *spares, *all;

struct host_context *context_adopt(void)
{
	running = &adopted;
	spares = NULL;
	for (struct host_context *context = all; context; context = context->next_of_all)
		context_destroy(context);
	return &adopted;
}

/* On the new stack: notify the sanitizer, and get from it the address of the adopted stack. */
static void arrived(void *fake_stack)
{
	const void *bottom;
	size_t size;

	__sanitizer_finish_switch_fiber(fake_stack, &bottom, &size);
	if (left == &adopted) {
		adopted.stack = (char *)bottom;
		adopted.stack_size = size;
	}
}

static NORETURN void first_entry(void)
{
	arrived(NULL);
	running->entry();
	abort();
}

struct host_context *context_create(void (*entry)(void))
{
	struct host_context *context = spares;
	uintptr_t *sp;

	if (context) {
		spares = context->next_spare;
		__asan_unpoison_memory_region(context->stack, STACK_SIZE);
	} else {
		context = malloc(sizeof(*context));
		if (!context)
			abort();
		context->stack = aligned_alloc(16, STACK_SIZE);
		context->stack_size = STACK_SIZE;
		if (!context->stack)
			abort();
		context->next_of_all = all;
		all = context;
	}
	context->entry = entry;
	sp = (uintptr_t *)(context->stack + STACK_SIZE);
	*--sp = 0; /* the entry finds the stack aligned as after a call */
	*--sp = (uintptr_t)first_entry;
	for (int i = 0; i < SAVED_WORDS; i++)
		*--sp = 0;
	context->sp = sp;
	return context;
}

void context_destroy(struct host_context *context)
{
	if (!context || context == &adopted)
		return;
	context->next_spare = spares;
	spares = context;
}

void context_switch(struct host_context *to)
{
	struct host_context *from = running;
	void *fake_stack;

	if (to == from)
		return;
	left = from;
	running = to;
	__sanitizer_start_switch_fiber(&fake_stack, to->stack, to->stack_size);
	context_jump(&from->sp, to->sp);
	arrived(fake_stack);
}

bool context_is_running(const struct host_context *context)
{
	return context == running;
}
