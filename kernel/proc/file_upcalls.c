/* SPDX-License-Identifier: MIT */
/*
 * What fs/ asks of processes and signals (fs/upcalls.h).
 */
#include <fs/upcalls.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>

int process_current_pid(void)
{
	return current_process()->pid;
}

int process_current_pgid(void)
{
	return READ_ONCE(current_process()->pgid);
}

int process_current_sid(void)
{
	return READ_ONCE(current_process()->sid);
}

/* What is looked for among the processes. */
struct group_search {
	int pgid, sid;
};

static bool is_in_group(struct process *process, void *context)
{
	const struct group_search *search = context;

	return process->pgid == search->pgid && !process->ended &&
	       (!search->sid || process->sid == search->sid);
}

bool process_group_exists(int pgid, int sid)
{
	struct group_search search = {pgid, sid};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool found = process_for_each_locked(is_in_group, &search);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return found;
}

/* A member whose parent is of another group of the same session. */
static bool is_tended(struct process *process, void *context)
{
	const struct group_search *search = context;
	const struct process *parent = process->parent;

	return process->pgid == search->pgid && !process->ended && parent &&
	       parent != &kernel_process && parent->pgid != process->pgid &&
	       parent->sid == process->sid;
}

bool process_group_is_orphaned(int pgid)
{
	struct group_search search = {pgid, 0};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool tended = process_for_each_locked(is_tended, &search);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return !tended;
}

void tty_signal(int pgid, int signo)
{
	struct linux_siginfo info = signal_from_kernel(signo);

	signal_send_pgrp(pgid, &info);
}

void signal_self(int signo)
{
	struct linux_siginfo info = signal_from_kernel(signo);

	if (current_user())
		signal_send_thread(current_thread(), &info);
}

bool signal_is_blocked(int signo)
{
	const struct process_signals *signals = &current_process()->signals;
	unsigned long flags;
	bool blocked;

	if (!current_user())
		return true;
	flags = spin_lock_irqsave(&thread_table_lock);
	blocked = current_user()->signals.blocked & SIGNAL_BIT(signo) ||
		  signals->sighand->actions[signo - 1].handler == SIG_IGN;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return blocked;
}
