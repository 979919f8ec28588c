/* SPDX-License-Identifier: MIT */
/*
 * See clone_state.h. Timers are copied before signals: a pending signal of a timer is the timer's
 * own entry.
 */
#include <kernel/proc/clone_state.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/queue.h>
#include <mm/slab.h>
#include <uapi/errno.h>

void process_freeze(void)
{
	timers_freeze(current_process());
}

/* Make a copy of `entry` pending in `queue` of `process`. A timer's becomes that of the timer's
 * copy. Lock: thread_table_lock. */
static int copy_entry(struct process *process, struct signal_queue *queue,
	struct signal_entry *entry)
{
	struct signal_entry *own;

	assert_locked(&thread_table_lock);
	if (entry->counted_by)
		return signal_queue_add_any(process, queue, &entry->info);
	own = timers_same_entry(process, entry);
	own->info = entry->info;
	list_push_back(&queue->entries, &own->link);
	queue->set |= SIGNAL_BIT(own->info.signo);
	return 0;
}

static int copy_queue(struct process *process, struct signal_queue *queue,
	const struct signal_queue *from)
{
	struct signal_entry *entry;
	int error = 0;

	list_for_each_entry(entry, &from->entries, link) {
		if (!error)
			error = copy_entry(process, queue, entry);
	}
	queue->set |= from->set; /* signals without an entry are only here */
	return error;
}

int process_clone_state(struct thread *t)
{
	struct process *process = t->process, *from = current_process();
	struct user_thread *user = t->user, *from_user = current_user();
	unsigned long flags;
	int error;

	DEBUG_ASSERT(t->state == THREAD_NEW && process->live == 1 && from->live == 1);
	process->started_ns = from->started_ns;
	process->executed = from->executed;
	process->attributes = from->attributes;
	process->spent.ended = from->spent.ended;
	user->explored_ns = from_user->explored_ns;
	user->sched = from_user->sched;
	error = timers_copy(process, from);
	if (error)
		return error;
	flags = spin_lock_irqsave(&thread_table_lock);
	error = copy_queue(process, &process->signals.pending, &from->signals.pending);
	if (!error)
		error = copy_queue(process, &user->signals.pending, &from_user->signals.pending);
	if (process->signals.pending.set | user->signals.pending.set)
		thread_set_flag(t, THREAD_SIGNAL);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}
