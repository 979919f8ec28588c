/* SPDX-License-Identifier: MIT */
/*
 * The user half of a thread: made with it, freed with it.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/user_thread.h>
#include <mm/slab.h>

struct user_thread *user_thread_create(void)
{
	const struct user_thread *parent = current_user();
	struct user_thread *user = kzalloc(sizeof(*user));

	if (!user)
		return NULL;
	signal_thread_init(&user->signals, parent ? &parent->signals : NULL);
	if (parent)
		schedparam_inherit(&user->sched, &parent->sched);
	return user;
}
