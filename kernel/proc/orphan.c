/* SPDX-License-Identifier: MIT */
/*
 * The end of a process gives its children another parent. It may also orphan process groups (POSIX:
 * no member has a parent in the same session but outside the group, which could continue it). If a
 * member of such a group is stopped, all members get SIGHUP and SIGCONT. Everything here runs with
 * thread_table_lock held.
 */
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/signal.h>
#include <uapi/signal.h>

/* The new parent of the children of `process`: the nearest ancestor that is a subreaper (prctl()),
 * otherwise init, or the kernel when init itself has ended. */
static struct process *reaper_of(const struct process *process)
{
	struct process *to;

	for (to = process->parent; to != &kernel_process; to = to->parent)
		if (to->attributes.subreaper && !to->ending && !to->ended)
			return to;
	return init_process && init_process != process ? init_process : &kernel_process;
}

static void orphan_locked(struct process *child, struct process *to)
{
	assert_locked(&thread_table_lock);
	child->parent = to;
	list_push_back(&to->children, &child->sibling_link);
	if (child->attributes.death_signal && !child->ended) {
		struct linux_siginfo info = {.signo = child->attributes.death_signal};

		signal_send_process_locked(child, &info);
	}
	if (child->exit_signal)
		child->exit_signal = SIGCHLD;
	if (!child->ended)
		return;
	if (signal_notify_exit_locked(child))
		process_free_locked(child);
	process_child_event_locked(to);
}

/* --- Groups --- */

struct group_view {
	int pgid;
	const struct process *leaving, *heir; /* the heir gets the leaving one's children */
	bool stopped, tended;                 /* tended: not orphaned */
};

static bool look_at(struct process *member, void *context)
{
	struct group_view *view = context;
	const struct process *parent = member->parent;

	if (member->pgid != view->pgid || member == view->leaving || member->ended)
		return false;
	if (parent == view->leaving)
		parent = view->heir;
	view->stopped |= member->signals.stopped;
	view->tended |= parent != &kernel_process && parent != init_process &&
			parent->pgid != view->pgid && parent->sid == member->sid;
	return false;
}

static bool hang_up(struct process *member, void *context)
{
	const struct group_view *view = context;
	struct linux_siginfo hup = signal_from_kernel(SIGHUP), go = signal_from_kernel(SIGCONT);

	if (member->pgid == view->pgid && member != view->leaving && !member->ended) {
		signal_send_process_locked(member, &hup);
		signal_send_process_locked(member, &go);
	}
	return false;
}

/* `leaving`, which kept group `pgid` from being orphaned, ends; `heir` gets its children. */
static void leave_group_locked(const struct process *leaving, const struct process *heir, int pgid)
{
	struct group_view view = {.pgid = pgid, .leaving = leaving, .heir = heir};

	assert_locked(&thread_table_lock);
	process_for_each_locked(look_at, &view);
	if (view.stopped && !view.tended)
		process_for_each_locked(hang_up, &view);
}

void process_orphan_children_locked(struct process *process)
{
	struct process *to = reaper_of(process);
	struct process *child;
	struct list *link;

	assert_locked(&thread_table_lock);
	list_for_each_entry(child, &process->children, sibling_link) {
		if (child->pgid != process->pgid && child->sid == process->sid)
			leave_group_locked(process, to, child->pgid);
	}
	if (process->parent->pgid != process->pgid && process->parent->sid == process->sid)
		leave_group_locked(process, to, process->pgid);
	while ((link = list_pop_front(&process->children)))
		orphan_locked(list_entry(link, struct process, sibling_link), to);
}
