/* SPDX-License-Identifier: MIT */
/*
 * The user half of a thread.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/user_thread.h>

struct user_thread *user_thread_init(void *top, struct thread *thread)
{
	const struct user_thread *parent = current_user();
	struct user_thread *user = (void *)(((uintptr_t)top - sizeof(*user)) & ~(uintptr_t)15);

	*user = (struct user_thread){.thread = thread};
	signal_thread_init(&user->signals, parent ? &parent->signals : NULL);
	if (parent) {
		schedparam_inherit(&user->sched, &parent->sched);
		user->excluded_processors = parent->excluded_processors;
	}
	return user;
}
