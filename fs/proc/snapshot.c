/* SPDX-License-Identifier: MIT */
/*
 * What /proc shows of processes and threads, copied under the thread table's lock.
 */
#include <arch/time.h>
#include <fs/proc/procfs.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/processors.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <uapi/errno.h>

static char state_letter(const struct thread *t)
{
	switch (t->state) {
	case THREAD_NEW:
	case THREAD_READY:
	case THREAD_RUNNING:
		return 'R';
	case THREAD_STOPPED:
		return 'T';
	case THREAD_ZOMBIE:
	case THREAD_DEAD:
		return 'Z';
	default: /* blocked threads are not woken to be stopped: they stop before user mode */
		return thread_has_flag(t, THREAD_STOPPING) ? 'T' : 'S';
	}
}

/* The thread `tid` of the process, or with 0 its oldest; NULL: none. Lock: thread_table_lock. */
static struct thread *thread_of(struct process *process, int tid)
{
	struct thread *t = NULL;

	assert_locked(&thread_table_lock);
	if (tid)
		t = thread_find_locked(tid);
	else if (!list_is_empty(&process->threads))
		t = list_entry(process->threads.next, struct thread, process_link);
	return t && t->process == process ? t : NULL;
}

/* Signals and scheduling, which kernel threads lack. Lock: thread_table_lock. */
static void fill_signals_locked(const struct process *process, const struct thread *t,
	struct proc_snapshot *out)
{
	const struct sighand *sighand = process->signals.sighand;

	assert_locked(&thread_table_lock);
	for (int i = 0; sighand && i < SIGRTMAX; i++) {
		uintptr_t handler = sighand->actions[i].handler;

		if (handler == SIG_IGN)
			out->ignored |= SIGNAL_BIT(i + 1);
		else if (handler != SIG_DFL)
			out->caught |= SIGNAL_BIT(i + 1);
	}
	out->shared_pending = process->signals.pending.set;
	out->queued = process->signals.queued;
	if (!t || !t->user)
		return;
	out->pending = t->user->signals.pending.set;
	out->blocked = t->user->signals.blocked;
	out->policy = t->user->sched.policy;
	out->rt_priority = t->user->sched.priority;
	out->nice = t->user->sched.nice;
}

/* Lock: thread_table_lock. */
static void fill_locked(struct process *process, struct thread *t, int tid,
	struct proc_snapshot *out)
{
	assert_locked(&thread_table_lock);
	*out = (struct proc_snapshot){
		.pid = process->pid,
		.tid = tid ? tid : process->pid,
		.parent_pid = process->parent ? process->parent->pid : 0,
		.pgid = process->pgid,
		.sid = process->sid,
		.ids = process->attributes.ids,
		.state = 'Z',
		.threads = process->live,
		.children = process->spent.children,
		.start_ns = process->started_ns,
		.exit_signal = process->exit_signal,
		.no_new_privileges = process->attributes.no_new_privileges,
		/* The last thread to exit drops its reference without the lock. */
		.aspace = process->live ? process->aspace : NULL,
	};
	strlcpy(out->name, tid && t ? t->name : process->name, sizeof(out->name));
	if (t) {
		out->state = state_letter(t);
		out->priority = t->priority;
		out->processor = processor_of(t);
		out->wait_channel = out->state == 'S' ? t->wait_channel : NULL;
		out->processors = processors_of(t);
	}
	out->usage = tid && t ? sched_usage(t) : process_usage_locked(process);
	fill_signals_locked(process, t, out);
	memcpy(out->limits, process->attributes.limits, sizeof(out->limits));
	if (out->aspace)
		aspace_get(out->aspace);
	out->files = process->files ? files_get(process->files) : NULL;
	out->fs = process->fs ? fs_context_get(process->fs) : NULL;
}

int proc_snapshot_get(const struct proc_node *node, struct proc_snapshot *snapshot)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(node->pid);
	struct thread *t = process ? thread_of(process, node->tid) : NULL;
	int error = process && (t || !node->tid) ? 0 : -ESRCH;

	if (!error)
		fill_locked(process, t, node->tid, snapshot);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}

void proc_snapshot_put(struct proc_snapshot *snapshot)
{
	if (snapshot->aspace)
		aspace_put(snapshot->aspace);
	if (snapshot->files)
		files_put(snapshot->files);
	if (snapshot->fs)
		fs_context_put(snapshot->fs);
}

int proc_set_name(const struct proc_node *node, const char *name)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(node->pid);
	struct thread *t = process ? thread_of(process, node->tid) : NULL;
	int error = !t ? -ESRCH : process != current_process() ? -EINVAL : 0;

	if (!error) {
		strlcpy(t->name, name, sizeof(t->name));
		if (!node->tid || t->tid == process->pid)
			strlcpy(process->name, name, sizeof(process->name));
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}

bool proc_may_inspect(int pid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(pid), *self = current_process();
	bool may = process && (process == self ||
				      may_inspect(&self->attributes.ids, &process->attributes.ids));

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return may;
}

bool proc_owner(int pid, uint32_t *uid, uint32_t *gid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(pid);

	if (process) {
		*uid = process->attributes.ids.euid;
		*gid = process->attributes.ids.egid;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return process != NULL;
}

bool proc_exists(int pid, int tid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(pid);
	bool exists = process && (!tid || thread_of(process, tid));

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return exists;
}

/* The search for the lowest number above `after`. */
struct search {
	int after, found;
};

static bool visit(struct process *process, void *context)
{
	struct search *search = context;

	if (process->pid > search->after && (search->found < 0 || process->pid < search->found))
		search->found = process->pid;
	return false;
}

int proc_next_pid(int after)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	int least = MAX(after, 0);
	struct search search = {least, -1};

	process_for_each_locked(visit, &search);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return search.found;
}

int proc_next_tid(int pid, int after)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(pid);
	struct thread *t;
	int found = -1;

	if (process) {
		list_for_each_entry(t, &process->threads, process_link) {
			if (t->tid > after && (found < 0 || t->tid < found))
				found = t->tid;
		}
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return found;
}
