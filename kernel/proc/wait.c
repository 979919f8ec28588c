/* SPDX-License-Identifier: MIT */
/*
 * Waiting for children. The parent's event_count counts changes of its children. A waiter reads the
 * count before it searches, and then waits until the count differs, so that it misses no change in
 * between.
 */
#include <kernel/proc/cputime.h>
#include <kernel/proc/process.h>
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

static bool is_wanted(const struct process *child, const struct process *self,
	const struct child_wait *wait)
{
	bool clone = child->exit_signal != SIGCHLD;

	if (!(wait->options & (int)__WALL) && clone != !!(wait->options & (int)__WCLONE))
		return false;
	if (wait->pid > 0)
		return child->pid == wait->pid;
	if (wait->pid == 0)
		return child->pgid == self->pgid;
	return wait->pid == -1 || child->pgid == -wait->pid;
}

/* If `child` has stopped or continued, and that is wanted, report it. */
static bool take_report_locked(struct process *child, struct child_wait *wait)
{
	int wanted = child->signals.report == CLD_STOPPED     ? WUNTRACED
		     : child->signals.report == CLD_CONTINUED ? WCONTINUED
							      : 0;

	assert_locked(&thread_table_lock);
	if (!(wait->options & wanted))
		return false;
	wait->status = wanted == WUNTRACED ? EXIT_STATUS_STOP(child->signals.stop_signal)
					   : EXIT_STATUS_CONTINUED;
	if (!(wait->options & WNOWAIT))
		child->signals.report = 0;
	return true;
}

/* Report a wanted child that has ended, stopped or continued, and return its pid. 0: there is none
 * yet; -ECHILD: there is no child to wait for. */
static int take_zombie_locked(struct process *self, struct child_wait *wait)
{
	struct process *child;
	int found = -ECHILD;

	assert_locked(&thread_table_lock);
	list_for_each_entry(child, &self->children, sibling_link) {
		if (!is_wanted(child, self, wait))
			continue;
		if (take_report_locked(child, wait))
			return child->pid;
		found = 0;
		if (!child->ended || !(wait->options & WEXITED))
			continue;
		found = child->pid;
		wait->status = child->exit_status;
		wait->usage = cputime_of_child_locked(child);
		if (!(wait->options & WNOWAIT)) {
			sched_usage_add(&self->spent.children, &wait->usage);
			process_free_locked(child);
		}
		break;
	}
	return found;
}

int process_wait_child(struct child_wait *wait)
{
	struct process *self = current_process();

	for (;;) {
		unsigned seen = READ_ONCE(self->event_count);
		unsigned long flags = spin_lock_irqsave(&thread_table_lock);
		int found = take_zombie_locked(self, wait);

		spin_unlock_irqrestore(&thread_table_lock, flags);
		if (found || wait->options & WNOHANG)
			return found;
		if (wait_event_interruptible(&self->events, TIME_NEVER, self->event_count != seen))
			return -EINTR;
	}
}

int process_wait(struct process *process, int *status, uint64_t deadline_ns)
{
	unsigned long flags;
	int result = wait_event(&kernel_process.events, deadline_ns, READ_ONCE(process->ended));

	if (result)
		return result;
	/* The thread that set `ended` may still hold the lock. */
	flags = spin_lock_irqsave(&thread_table_lock);
	if (status)
		*status = process->exit_status;
	process_free_locked(process);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return 0;
}

void process_wait_release(int pid, bool *released)
{
	struct process *self = current_process(), *child;
	unsigned long flags;

	wait_event(&self->events, TIME_NEVER, READ_ONCE(*released));
	/* If we were killed meanwhile, the child must no longer write to our stack. */
	flags = spin_lock_irqsave(&thread_table_lock);
	child = process_find_locked(pid);
	if (child && child->released == released)
		child->released = NULL;
	spin_unlock_irqrestore(&thread_table_lock, flags);
}
